namespace CacheKit;

// A store of a cache.
internal sealed record StoreReport
{
    // "l1" for a store in this process, "l2" for a store outside.
    public required string Level { get; init; }

    // The name of the backend's class.
    public required string Backend { get; init; }

    public required StoreState State { get; init; }

    // Since when the store is available, or unavailable or retrying.
    public required DateTimeOffset Since { get; init; }

    // The calls that failed or were skipped in this outage.
    public required long Failures { get; init; }

    // The removals that the store has not performed yet.
    public required int PendingRemovals { get; init; }

    // The optional capabilities that the backend has, and those that it lacks.
    public required IReadOnlyList<string> Capabilities { get; init; }

    public required IReadOnlyList<string> Missing { get; init; }

    // Null where the backend does not measure them.
    public long? Entries { get; init; }

    public long? Bytes { get; init; }
}
