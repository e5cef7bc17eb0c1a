namespace CacheKit;

// The plan for a computed value and the result of its write; null if there was none.
internal readonly record struct StoredValue(EntryPlan? Plan, WriteResult? Written)
{
    public bool IsStored => Written is { IsStored: true };

    public bool IsTooLong => Written is { IsTooLong: true };
}
