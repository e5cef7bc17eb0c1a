namespace CacheKit;

// How a computed value was to be stored, and the outcome of its write; null where it was not written.
internal readonly record struct StoredValue(EntryPlan? Plan, WriteResult? Written)
{
    public bool IsStored => Written is { IsStored: true };
}
