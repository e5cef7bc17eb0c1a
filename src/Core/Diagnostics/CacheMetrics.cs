using System.Diagnostics.Metrics;

namespace CacheKit;

// The instruments of the meter "CacheKit".
internal static class CacheMetrics
{
    private static readonly Meter _meter = new("CacheKit");

    public static readonly Counter<long> Hits = _meter.CreateCounter<long>("cachekit.hits", "{hit}", "Reads that found an entry");

    public static readonly Counter<long> Misses = _meter.CreateCounter<long>("cachekit.misses", "{miss}", "Reads that found none");

    public static readonly Counter<long> StoreFailures = _meter.CreateCounter<long>("cachekit.store.failures", "{failure}", "Calls of a store that failed");

    public static readonly Counter<long> StoreRefusals = _meter.CreateCounter<long>("cachekit.store.refusals", "{refusal}", "Calls that a store refused though it could be reached");
}
