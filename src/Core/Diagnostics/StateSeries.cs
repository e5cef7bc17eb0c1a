using System.Diagnostics.Metrics;

namespace CacheKit;

// The measurements of the state of all reported caches.
internal static class StateSeries
{
    public const string Available = "available";
    public const string Retrying = "retrying";
    public const string Unavailable = "unavailable";

    private static readonly string[] _storeStates = [Available, Retrying, Unavailable];

    public static IEnumerable<Measurement<long>> Flights() => Measure(static (series, name, state) => series.Add(state.Flights, [name]));

    public static IEnumerable<Measurement<long>> Leases() => Measure(static (series, name, state) =>
    {
        (int held, int awaited) = state.Leases;
        series.Add(held, [name, new(MetricTags.State, "held")]);
        series.Add(awaited, [name, new(MetricTags.State, "waiting")]);
    });

    public static IEnumerable<Measurement<long>> Stores() => Measure(static (series, name, state) =>
    {
        if (state.Store is not { } store)
            return;

        foreach (string one in _storeStates)
            series.Add(one == store.State ? 1 : 0, [name, new(MetricTags.Backend, store.Backend), new(MetricTags.State, one)]);
    });

    public static IEnumerable<Measurement<long>> PendingRemovals() => Measure(static (series, name, state) =>
    {
        if (state.Store is { } store)
            series.Add(store.PendingRemovals, [name, new(MetricTags.Backend, store.Backend)]);
    });

    public static IEnumerable<Measurement<long>> MemoryEntries() => MeasureMemory(static memory => memory.Entries);

    public static IEnumerable<Measurement<long>> MemorySize() => MeasureMemory(static memory => memory.Size);

    public static IEnumerable<Measurement<long>> MemoryEvictions() => MeasureMemory(static memory => memory.Evictions);

    private static IEnumerable<Measurement<long>> MeasureMemory(Func<MemoryReading, long?> figure) => Measure((series, name, state) =>
    {
        if (state.Memory is { } memory && figure(memory) is { } value)
            series.Add(value, [name, new(MetricTags.Backend, memory.Backend)]);
    });

    private static IEnumerable<Measurement<long>> Measure(Action<SeriesSum, KeyValuePair<string, object?>, ICacheState> add)
    {
        var series = new SeriesSum();
        foreach (CacheFigures cache in ReportedCaches.All)
        {
            if (cache.State is { } state)
                add(series, new(MetricTags.Cache, cache.CacheName), state);
        }

        return series.Measurements;
    }
}
