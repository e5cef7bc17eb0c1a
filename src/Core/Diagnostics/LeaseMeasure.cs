using System.Diagnostics;

namespace CacheKit;

// A wait for a lease, measured from its creation to its disposal.
internal sealed class LeaseMeasure : IDisposable
{
    public const string Taken = "taken";

    // Another process has stored the entry.
    public const string Stored = "stored";

    private readonly string _cacheName;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Activity? _activity;

    private LeaseMeasure(string cacheName, TimeProvider time, string key)
    {
        (_cacheName, _time, _startedAt) = (cacheName, time, time.GetTimestamp());
        if (CacheActivities.HasListeners && (_activity = CacheActivities.Start("wait for lease", ActivityKind.Internal)) is { IsAllDataRequested: true } span)
            CacheActivities.WithKey(span.SetTag(MetricTags.Cache, cacheName), key);
    }

    public string Result { get; set; } = "failed";

    // Null if nobody listens. The span is the current activity of the calling asynchronous method.
    public static LeaseMeasure? Begin(string cacheName, TimeProvider time, string key) =>
        CacheMetrics.LeaseWaitDuration.Enabled || CacheActivities.HasListeners ? new LeaseMeasure(cacheName, time, key) : null;

    public void Dispose()
    {
        if (CacheMetrics.LeaseWaitDuration.Enabled)
        {
            CacheMetrics.LeaseWaitDuration.Record(
                _time.GetElapsedTime(_startedAt).TotalSeconds, new(MetricTags.Cache, _cacheName), new KeyValuePair<string, object?>(MetricTags.Result, Result));
        }

        _activity?.SetTag(MetricTags.Result, Result);
        _activity?.Dispose();
    }
}
