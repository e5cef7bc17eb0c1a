namespace CacheKit;

// The state of a cache that the meter reads when it collects.
internal interface ICacheState
{
    // The computations that are under way.
    int Flights { get; }

    // The leases that this process holds, and those that it waits for.
    (int Held, int Awaited) Leases { get; }

    // Null for a cache without a store outside this process.
    StoreReading? Store { get; }

    // Null if the memory of this process is not used, or not measured.
    MemoryReading? Memory { get; }
}
