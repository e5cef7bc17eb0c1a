namespace CacheKit;

// The refusals of a store for one reason. A kind that passes is open from its first refusal until the same operations are accepted again.
internal sealed class RefusalKind(string reason, bool isTransient, QuietPeriod calm)
{
    private readonly HashSet<string> _operations = [];
    private long _count;

    public string Reason => reason;

    public bool IsOpen { get; private set; }

    // Whether it is to be logged: it is new, or it has ended and is back.
    public bool Add(string operation)
    {
        _operations.Add(operation);
        _count++;
        calm.Disturb();
        if (IsOpen)
            return false;

        IsOpen = true;
        calm.Begin();
        return true;
    }

    // An operation was accepted. True if that ends the kind, with the number of refusals.
    public bool TryEnd(string operation, out long count)
    {
        count = _count;
        if (!IsOpen || !isTransient || !_operations.Contains(operation) || !calm.HasLasted)
            return false;

        IsOpen = false;
        _count = 0;
        _operations.Clear();
        calm.End();
        return true;
    }
}
