namespace CacheKit;

// The refusals of a store for one reason. A transient reason is open from its first refusal until the store accepts the same operations
// again.
internal sealed class RefusalReason(string reason, bool isTransient, RecoveryDelay recoveryDelay)
{
    private readonly HashSet<string> _operations = [];
    private long _count;

    public string Text => reason;

    public bool IsOpen { get; private set; }

    // True if the refusal must be logged, because the reason is new or had ended.
    public bool Add(string operation)
    {
        _operations.Add(operation);
        _count++;
        recoveryDelay.Restart();
        if (IsOpen)
            return false;

        IsOpen = true;
        recoveryDelay.BeginOutage();
        return true;
    }

    // Called when the store has accepted an operation. True, with the number of refusals, if that ends the reason.
    public bool TryEnd(string operation, out long count)
    {
        count = _count;
        if (!IsOpen || !isTransient || !_operations.Contains(operation) || !recoveryDelay.HasElapsed)
            return false;

        IsOpen = false;
        _count = 0;
        _operations.Clear();
        recoveryDelay.EndOutage();
        return true;
    }
}
