namespace CacheKit;

// The distinct changes of one transaction.
internal sealed class TransactionChanges
{
    private readonly Lock _gate = new();
    private readonly HashSet<TransactionChange> _changes = [];
    private bool _hasEnded;

    // False if the transaction has ended.
    public bool TryAdd(TransactionChange change)
    {
        lock (_gate)
        {
            if (!_hasEnded)
                _changes.Add(change);
            return !_hasEnded;
        }
    }

    public TransactionChange[] End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            return [.. _changes];
        }
    }
}
