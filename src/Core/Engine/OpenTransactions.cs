using System.Collections.Concurrent;
using System.Transactions;

namespace CacheKit;

// Tracks ambient transactions that have changed the cache. Evictions are repeated after a commit, because other callers may have cached the
// old data meanwhile; values put inside a transaction are evicted after a rollback.
internal sealed class OpenTransactions(CacheEngine engine)
{
    private readonly ConcurrentDictionary<Transaction, TransactionChanges> _open = new();
    private volatile int _count;
    private int _hasWarned;

    // Whether the caller's transaction has changed the cache: values computed in it may contain uncommitted data.
    public bool CurrentHasChanges =>
        _count > 0 && AmbientTransaction.TryGet(out Transaction? current) && current is not null && _open.ContainsKey(current);

    public Transaction? Current()
    {
        if (!AmbientTransaction.TryGet(out Transaction? current) && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            engine.Store.Logger.EvictedAfterComplete();
        return current;
    }

    public ValueTask<T> TrackAsync<T>(Transaction transaction, TransactionChange change, ValueTask<T> changing) =>
        TrackAsync(transaction, [change], changing);

    public async ValueTask<T> TrackAsync<T>(Transaction transaction, TransactionChange[] changes, ValueTask<T> changing)
    {
        try
        {
            return await changing.ConfigureAwait(false);
        }
        finally
        {
            foreach (TransactionChange change in changes)
                Add(transaction, change);
        }
    }

    private void Add(Transaction transaction, TransactionChange change)
    {
        while (true)
        {
            if (_open.TryGetValue(transaction, out TransactionChanges? changes) && changes.TryAdd(change))
                return;

            // Ended transactions have been removed.
            changes = new TransactionChanges();
            changes.TryAdd(change);
            if (_open.TryAdd(transaction, changes))
            {
                Interlocked.Increment(ref _count);
                Watch(transaction);
                return;
            }
        }
    }

    // If the transaction has ended meanwhile, the event is raised immediately.
    private void Watch(Transaction transaction)
    {
        try
        {
            transaction.TransactionCompleted += (_, ended) => End(transaction, ended.Transaction!.TransactionInformation.Status);
        }
        catch (ObjectDisposedException)
        {
            End(transaction, TransactionStatus.InDoubt);
        }
    }

    // The transaction holds a lock during this event, so this method must not block.
    private void End(Transaction transaction, TransactionStatus status)
    {
        if (!_open.TryRemove(transaction, out TransactionChanges? ended))
            return;

        Interlocked.Decrement(ref _count);
        TransactionChange[] evicted = Array.FindAll(ended.End(), change => change.IsEvictedAfter(status));
        foreach (TransactionChange change in evicted)
            engine.InvalidateLocally(change);
        if (engine.Store == engine.Local)
            _ = EvictAsync(evicted);
        else
            _ = CleanContext.Run(() => EvictAsync(evicted));
    }

    // Evicts one after another to limit the load. Failed evictions are replayed by the store calls.
    private async Task EvictAsync(TransactionChange[] evicted)
    {
        try
        {
            foreach (TransactionChange change in evicted)
                await engine.RepeatAsync(change).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            engine.Store.Logger.NotRepeated(exception);
        }
    }
}
