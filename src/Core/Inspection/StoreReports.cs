namespace CacheKit;

// Describes the stores of a cache.
internal static class StoreReports
{
    public static IReadOnlyList<StoreReport> Of(ICacheBackend backend, TieredBackend? levels, CacheEngine engine)
    {
        if (levels is null)
            return [Of(LevelOf(backend), backend, engine.Time, engine.Store.Calls)];

        // Calls of entries and calls of leases each have a circuit breaker.
        var store = (TieredEntryStore)engine.Store;
        return
        [
            Of(MetricTags.L1, levels.Local, engine.Time, store.Local.Calls),
            Of(MetricTags.L2, levels.Remote, engine.Time, store.Calls, store.SharedStoreCalls),
        ];
    }

    private static string LevelOf(ICacheBackend backend) => backend.FindCapability<IValueBackend>() is null ? MetricTags.L2 : MetricTags.L1;

    private static StoreReport Of(string level, ICacheBackend backend, TimeProvider time, params StoreCalls[] calls)
    {
        StoreCondition worst = calls.Select(one => one.Condition).MaxBy(condition => condition.State);
        (IReadOnlyList<string> present, IReadOnlyList<string> absent) = CacheKit.Capabilities.ListOf(backend);
        BackendMeasurement? measured = backend.FindCapability<IMeasuredBackend>()?.Measure();
        return new StoreReport
        {
            Level = level,
            Backend = BackendName.Of(backend),
            State = worst.State,
            Since = time.GetUtcNow() - worst.Age,
            Failures = calls[0].Health.FailuresOfOutage,
            PendingRemovals = calls.Sum(one => one.PendingCount),
            Capabilities = present,
            Missing = absent,
            Entries = measured?.Entries,
            Bytes = measured?.Size,
        };
    }
}
