using System.Diagnostics;

namespace CacheKit;

// A running call of a store outside this process, measured from its creation to End.
internal sealed class StoreCallMeasure
{
    private readonly StoreHealth _health;
    private readonly string _operation;
    private readonly long _startedAt;
    private readonly Activity? _activity;

    private StoreCallMeasure(StoreHealth health, string operation, string? key)
    {
        (_health, _operation, _startedAt) = (health, operation, health.Time.GetTimestamp());
        if (CacheActivities.HasListeners)
            _activity = Describe(CacheActivities.Start($"{operation} {health.Backend}", ActivityKind.Client), key);
    }

    public static bool IsNeeded => CacheMetrics.StoreDuration.Enabled || CacheActivities.HasListeners;

    // The span is the current activity of the calling asynchronous method.
    public static StoreCallMeasure Begin(StoreHealth health, string operation, string? key) => new(health, operation, key);

    public void End(Exception? exception = null)
    {
        if (CacheMetrics.StoreDuration.Enabled)
        {
            var tags = new TagList
            {
                { MetricTags.Cache, _health.CacheName },
                { MetricTags.Backend, _health.Backend },
                { MetricTags.Operation, _operation },
            };
            if (exception is not null)
                tags.Add(MetricTags.Error, exception.GetType().FullName);
            CacheMetrics.StoreDuration.Record(_health.Time.GetElapsedTime(_startedAt).TotalSeconds, tags);
        }

        if (exception is not null)
            CacheActivities.Fail(_activity, exception);
        _activity?.Dispose();
    }

    private Activity? Describe(Activity? activity, string? key)
    {
        if (activity is not { IsAllDataRequested: true })
            return activity;

        activity.SetTag(MetricTags.Cache, _health.CacheName).SetTag(MetricTags.Backend, _health.Backend).SetTag(MetricTags.Operation, _operation);
        return CacheActivities.WithKey(activity, key);
    }
}
