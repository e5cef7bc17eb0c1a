using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The figures of one function, route or namespace. They count up from zero while figures are observed.
internal sealed class RequestFigures(string cacheName, SubjectKind kind, string name, string @namespace)
{
    // For requests of internal entries, which are not reported.
    public static readonly RequestFigures None = new("", SubjectKind.Namespace, "", "");

    private readonly ConcurrentDictionary<string, StrongBox<long>> _bypasses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _unstored = new(StringComparer.Ordinal);
    private StripedCounters? _counters;

    public string CacheName => cacheName;

    public SubjectKind Kind => kind;

    public string Name => name;

    public string Namespace => @namespace;

    // For metrics and spans.
    public KeyValuePair<string, object?>[] Tags { get; } = TagsOf(cacheName, kind, name, @namespace);

    public long Hits => Count(RequestResult.L1Hit) + Count(RequestResult.L2Hit);

    public long Stale => Count(RequestResult.L1Stale) + Count(RequestResult.L2Stale);

    public long Misses => Count(RequestResult.Miss);

    public long Bypasses => _bypasses.Sum(reason => Volatile.Read(ref reason.Value.Value));

    public IReadOnlyDictionary<string, long> BypassReasons => Copy(_bypasses);

    // Why responses of a route were not stored.
    public IReadOnlyDictionary<string, long> UnstoredReasons => Copy(_unstored);

    // The durations of the factory or the handler.
    public DurationFigures Computations { get; } = new();

    public long Count(RequestResult result) => _counters?.Sum((int)result) ?? 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(RequestResult result)
    {
        if (CacheFigures.AreObserved)
            Add(result, 1);
    }

    public void AddMany(RequestResult result, int count)
    {
        if (count > 0 && CacheFigures.AreObserved)
            Add(result, count);
    }

    // The reason is one of a few constants.
    public void AddBypass(string reason, int count = 1)
    {
        if (CacheFigures.AreObserved)
            Add(_bypasses, reason, count);
    }

    public void AddUnstored(string reason)
    {
        if (CacheFigures.AreObserved)
            Add(_unstored, reason, 1);
    }

    // Adds the requests of a disposed cache.
    public void Add(RequestFigures other)
    {
        foreach (RequestResult result in Enum.GetValues<RequestResult>())
        {
            if (other.Count(result) is > 0 and var count)
                Add(result, count);
        }

        foreach ((string reason, long count) in other.BypassReasons)
            Add(_bypasses, reason, count);
        foreach ((string reason, long count) in other.UnstoredReasons)
            Add(_unstored, reason, count);
    }

    // A caller has waited since a time for the computation of another one.
    public void RecordFlightWait(TimeProvider time, long startedAt)
    {
        if (CacheMetrics.FlightWaitDuration.Enabled)
            CacheMetrics.FlightWaitDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds, Tags);
    }

    // A call for many keys.
    public void RecordBatch(string operation, int keys)
    {
        if (keys > 0 && CacheMetrics.BatchSize.Enabled)
            CacheMetrics.BatchSize.Record(keys, new TagList(Tags) { { MetricTags.Operation, operation } });
    }

    private void Add(RequestResult result, long count) =>
        (_counters ?? LazyInitializer.EnsureInitialized(ref _counters, static () => new StripedCounters())).Add((int)result, count);

    private static KeyValuePair<string, object?>[] TagsOf(string cacheName, SubjectKind kind, string name, string @namespace) =>
    [
        new(MetricTags.Cache, cacheName),
        .. @namespace.Length > 0 ? [new(MetricTags.Namespace, @namespace)] : Array.Empty<KeyValuePair<string, object?>>(),
        .. kind switch
        {
            SubjectKind.Function => [new(MetricTags.Function, name)],
            SubjectKind.Route => [new(MetricTags.Route, name)],
            _ => Array.Empty<KeyValuePair<string, object?>>(),
        },
    ];

    private static void Add(ConcurrentDictionary<string, StrongBox<long>> counts, string reason, long count) =>
        Interlocked.Add(ref counts.GetOrAdd(reason, static _ => new StrongBox<long>()).Value, count);

    private static Dictionary<string, long> Copy(ConcurrentDictionary<string, StrongBox<long>> counts) =>
        counts.ToDictionary(count => count.Key, count => Volatile.Read(ref count.Value.Value), StringComparer.Ordinal);
}
