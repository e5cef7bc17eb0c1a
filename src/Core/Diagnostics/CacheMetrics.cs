using System.Diagnostics.Metrics;

namespace CacheKit;

// The instruments of the meter "CacheKit".
internal static class CacheMetrics
{
    private static readonly Meter _meter = new("CacheKit");

    // A hit calls no instrument: the figures count, and are read when the metrics are collected.
    public static readonly ObservableCounter<long> Requests = _meter.CreateObservableCounter(
        "cachekit.requests", RequestSeries.Measure, "{request}", "Requests of functions, routes and keys, by result");

    public static readonly ObservableCounter<long> Unstored = _meter.CreateObservableCounter(
        "cachekit.responses.unstored", RequestSeries.MeasureUnstored, "{response}", "Responses of cached routes that were not stored, by reason");

    public static readonly Counter<long> StoreFailures = _meter.CreateCounter<long>(
        "cachekit.store.failures", "{failure}", "Store calls that failed or were skipped during an outage");

    public static readonly Counter<long> StoreRefusals = _meter.CreateCounter<long>(
        "cachekit.store.refusals", "{refusal}", "Store calls that a reachable store refused");
}
