namespace CacheKit;

// The state of an engine and its stores, for the meter.
internal sealed class EngineState(CacheEngine engine, ICacheBackend backend) : ICacheState
{
    private readonly IMeasuredBackend? _memory =
        (backend.FindCapability<TieredBackend>()?.Local ?? backend).FindCapability<IMeasuredBackend>();

    public int Flights => engine.Flights.All().Count();

    public (int Held, int Awaited) Leases
    {
        get
        {
            OpenLease[] open = [.. engine.Leases.Open];
            int held = open.Count(lease => lease.IsHeld);
            return (held, open.Length - held);
        }
    }

    // On two levels the calls of entries and of leases each have a circuit breaker.
    public StoreReading? Store
    {
        get
        {
            if (engine.Store == engine.Local)
                return null;

            (StoreCalls entries, StoreCalls leases) = (engine.Store.Calls, engine.Store.SharedStoreCalls);
            StoreState state = new[] { entries.Condition.State, leases.Condition.State }.Max();
            int pending = entries.PendingCount + (leases == entries ? 0 : leases.PendingCount);
            return new StoreReading(entries.Health.Backend, NameOf(state), pending);
        }
    }

    public MemoryReading? Memory => _memory?.Measure() is { } measured
        ? new MemoryReading(_memory.GetType().Name, measured.Entries, measured.Size, measured.Evictions)
        : null;

    private static string NameOf(StoreState state) => state switch
    {
        StoreState.Available => StateSeries.Available,
        StoreState.Retrying => StateSeries.Retrying,
        _ => StateSeries.Unavailable,
    };
}
