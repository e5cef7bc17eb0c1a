using System.Diagnostics;

namespace CacheKit;

// A running factory or handler, measured from its creation to End.
internal sealed class ComputationMeasure
{
    private readonly RequestFigures _figures;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Activity? _activity;

    private ComputationMeasure(RequestFigures figures, TimeProvider time, string key)
    {
        (_figures, _time, _startedAt) = (figures, time, time.GetTimestamp());
        if (CacheActivities.HasListeners)
        {
            string name = CacheActivities.NameOf("compute", figures);
            _activity = CacheActivities.Describe(CacheActivities.Start(name, ActivityKind.Internal), figures, key);
        }
    }

    // Null if nobody listens. The span is the current activity of the calling asynchronous method.
    public static ComputationMeasure? Begin(RequestFigures figures, TimeProvider time, string key) =>
        CacheFigures.AreObserved || CacheMetrics.ComputationDuration.Enabled || CacheActivities.HasListeners
            ? new ComputationMeasure(figures, time, key)
            : null;

    public void End(Exception? exception = null)
    {
        TimeSpan elapsed = _time.GetElapsedTime(_startedAt);
        if (CacheFigures.AreObserved)
            _figures.Computations.Add(elapsed);
        if (CacheMetrics.ComputationDuration.Enabled)
        {
            var tags = new TagList(_figures.Tags);
            if (exception is not null)
                tags.Add(MetricTags.Error, exception.GetType().FullName);
            CacheMetrics.ComputationDuration.Record(elapsed.TotalSeconds, tags);
        }

        if (exception is not null)
            CacheActivities.Fail(_activity, exception);
        _activity?.Dispose();
    }
}
