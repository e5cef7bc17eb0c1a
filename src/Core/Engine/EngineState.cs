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

            StoreCalls[] calls = [.. new[] { engine.Store.Calls, engine.Store.SharedStoreCalls }.Distinct()];
            return new StoreReading(calls[0].Health.Backend, NameOf(calls.Max(one => one.Condition.State)), calls.Sum(one => one.PendingCount));
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
