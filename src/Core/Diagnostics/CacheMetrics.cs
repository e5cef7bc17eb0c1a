using System.Diagnostics.Metrics;

namespace CacheKit;

// The instruments of the meter "CacheKit".
internal static class CacheMetrics
{
    private static readonly Meter _meter = new("CacheKit");

    public static readonly Counter<long> Hits = _meter.CreateCounter<long>("cachekit.hits", "{hit}", "Reads that found an entry");

    public static readonly Counter<long> Misses = _meter.CreateCounter<long>("cachekit.misses", "{miss}", "Reads that found no entry");

    public static readonly Counter<long> RefusedPayloads = _meter.CreateCounter<long>(
        "cachekit.payloads.refused", "{payload}", "Payloads that a transform, such as encryption, could not restore");

    public static readonly Counter<long> StoreFailures = _meter.CreateCounter<long>(
        "cachekit.store.failures", "{failure}", "Store calls that failed or were skipped during an outage");

    public static readonly Counter<long> StoreRefusals = _meter.CreateCounter<long>(
        "cachekit.store.refusals", "{refusal}", "Store calls that a reachable store refused");
}
