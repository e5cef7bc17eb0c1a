using System.Diagnostics.Metrics;

namespace CacheKit;

// The instruments of the meter "CacheKit". docs/observability.md lists them.
internal static class CacheMetrics
{
    public const string Name = "CacheKit";

    // A call of a store takes from a tenth of a millisecond to its timeout; a computation may take minutes.
    private static readonly InstrumentAdvice<double> _storeCalls =
        Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5);
    private static readonly InstrumentAdvice<double> _computations =
        Buckets(0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60);
    private static readonly InstrumentAdvice<long> _batches = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000] };

    private static readonly Meter _meter = new(Name, typeof(CacheMetrics).Assembly.GetName().Version?.ToString(3));

    // A hit calls no instrument: the figures count, and are read when the metrics are collected.
    public static readonly ObservableCounter<long> Requests = _meter.CreateObservableCounter(
        "cachekit.requests", RequestSeries.Measure, "{request}", "Requests of functions, routes and keys, by result");

    public static readonly ObservableCounter<long> Unstored = _meter.CreateObservableCounter(
        "cachekit.responses.unstored", RequestSeries.MeasureUnstored, "{response}", "Responses of cached routes that were not stored, by reason");

    public static readonly Histogram<double> ComputationDuration = _meter.CreateHistogram(
        "cachekit.computation.duration", "s", "Duration of factories and handlers that compute a missing value", tags: null, _computations);

    public static readonly Histogram<double> StoreDuration = _meter.CreateHistogram(
        "cachekit.store.duration", "s", "Duration of calls of a store outside this process", tags: null, _storeCalls);

    public static readonly Counter<long> RefusedPayloads = _meter.CreateCounter<long>(
        "cachekit.payloads.refused", "{payload}", "Payloads that a transform, such as encryption, could not restore");

    public static readonly Counter<long> RenewedPayloads = _meter.CreateCounter<long>(
        "cachekit.payloads.renewed", "{payload}", "Payloads that were written again because a transform reported that they are outdated");

    public static readonly Counter<long> StoreFailures = _meter.CreateCounter<long>(
        "cachekit.store.failures", "{failure}", "Store calls that failed or were skipped during an outage");

    public static readonly Counter<long> StoreRefusals = _meter.CreateCounter<long>(
        "cachekit.store.refusals", "{refusal}", "Store calls that a reachable store refused");

    public static readonly ObservableUpDownCounter<long> StoreState = _meter.CreateObservableUpDownCounter(
        "cachekit.store.state", StateSeries.Stores, "{store}", "1 for the state that a store is in, 0 for its other states");

    public static readonly ObservableUpDownCounter<long> PendingRemovals = _meter.CreateObservableUpDownCounter(
        "cachekit.removals.pending", StateSeries.PendingRemovals, "{removal}", "Removals that a store has not performed yet");

    public static readonly Counter<long> Removals = _meter.CreateCounter<long>("cachekit.removals", "{key}", "Keys that were removed by the application");

    public static readonly Counter<long> Clears = _meter.CreateCounter<long>("cachekit.clears", "{clear}", "Namespaces that were cleared");

    public static readonly Counter<long> Evictions = _meter.CreateCounter<long>("cachekit.evictions", "{tag}", "Tags whose entries were evicted");

    public static readonly Histogram<long> BatchSize = _meter.CreateHistogram(
        "cachekit.batch.size", "{key}", "Keys of a call for many keys", tags: null, _batches);

    public static readonly ObservableUpDownCounter<long> Flights = _meter.CreateObservableUpDownCounter(
        "cachekit.flights", StateSeries.Flights, "{flight}", "Computations that are under way in this process");

    public static readonly Histogram<double> FlightWaitDuration = _meter.CreateHistogram(
        "cachekit.flight.wait.duration", "s", "Time that callers waited for a computation of another caller", tags: null, _computations);

    public static readonly ObservableUpDownCounter<long> Leases = _meter.CreateObservableUpDownCounter(
        "cachekit.leases", StateSeries.Leases, "{lease}", "Leases that this process holds or waits for");

    public static readonly Histogram<double> LeaseWaitDuration = _meter.CreateHistogram(
        "cachekit.lease.wait.duration", "s", "Time until a lease was acquired or not needed any more", tags: null, _computations);

    public static readonly Counter<long> Invalidations = _meter.CreateCounter<long>(
        "cachekit.invalidations", "{invalidation}", "Changes of other processes that were received");

    public static readonly Histogram<double> InvalidationLag = _meter.CreateHistogram(
        "cachekit.invalidation.lag", "s", "Time that a change needs to reach this process", tags: null, _storeCalls);

    public static readonly ObservableUpDownCounter<long> MemoryEntries = _meter.CreateObservableUpDownCounter(
        "cachekit.memory.entries", StateSeries.MemoryEntries, "{entry}", "Entries in the memory of this process");

    public static readonly ObservableUpDownCounter<long> MemorySize = _meter.CreateObservableUpDownCounter(
        "cachekit.memory.size", StateSeries.MemorySize, "By", "Memory of the entries of a backend with a size limit");

    public static readonly ObservableCounter<long> MemoryEvictions = _meter.CreateObservableCounter(
        "cachekit.memory.evictions", StateSeries.MemoryEvictions, "{entry}", "Entries that were removed to make room for others");

    private static InstrumentAdvice<double> Buckets(params double[] limits) => new() { HistogramBucketBoundaries = limits };
}
