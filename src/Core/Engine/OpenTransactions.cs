using System.Collections.Concurrent;
using System.Transactions;

namespace CacheKit;

// The ambient transactions that have changed a cache and have not ended. What was evicted inside one is evicted once more after its commit, as
// others may have read and cached what was there before; what was put is evicted after a rollback.
internal sealed class OpenTransactions(CacheEngine engine)
{
    private readonly ConcurrentDictionary<Transaction, TransactionChanges> _open = new();
    private volatile int _count;
    private int _hasWarned;

    // Whether the caller is in a transaction that has changed the cache: what it computes may come from what is not committed.
    public bool HasCallers => _count > 0 && AmbientTransaction.TryGet(out Transaction? current) && current is not null && _open.ContainsKey(current);

    // The caller's; null for none.
    public Transaction? Current()
    {
        if (!AmbientTransaction.TryGet(out Transaction? current) && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            engine.Store.Logger.EvictedAfterComplete();
        return current;
    }

    public async ValueTask<T> NoteAsync<T>(Transaction transaction, TransactionChange change, ValueTask<T> changing)
    {
        try
        {
            return await changing.ConfigureAwait(false);
        }
        finally
        {
            Add(transaction, change);
        }
    }

    private void Add(Transaction transaction, TransactionChange change)
    {
        while (true)
        {
            if (_open.TryGetValue(transaction, out TransactionChanges? changes) && changes.TryAdd(change))
                return;

            // Ended ones are not found any more.
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

    // One that has ended meanwhile says so at once.
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

    // The transaction holds its lock at this time, so that nothing may wait here.
    private void End(Transaction transaction, TransactionStatus status)
    {
        if (!_open.TryRemove(transaction, out TransactionChanges? ended))
            return;

        Interlocked.Decrement(ref _count);
        TransactionChange[] evicted = Array.FindAll(ended.End(), change => change.IsEvictedAfter(status));
        foreach (TransactionChange change in evicted)
            engine.Hide(change);
        if (engine.Store == engine.Local)
            _ = EvictAsync(evicted);
        else if (evicted.Length > 0)
            _ = CleanContext.Run(() => EvictAsync(evicted));
    }

    // One after another, however many they are. What the store fails to do it does later.
    private async Task EvictAsync(TransactionChange[] evicted)
    {
        try
        {
            foreach (TransactionChange change in evicted)
                await engine.EvictAgainAsync(change).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            engine.Store.Logger.NotRepeated(exception);
        }
    }
}
