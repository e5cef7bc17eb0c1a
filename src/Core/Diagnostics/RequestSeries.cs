using System.Diagnostics.Metrics;

namespace CacheKit;

// The measurements of the figures of all reported caches. Figures with equal tags, such as those of the default caches of two hosts, are added.
internal static class RequestSeries
{
    public static IEnumerable<Measurement<long>> Measure()
    {
        var series = new SeriesSum();
        foreach (RequestFigures figures in ReportedCaches.All.SelectMany(cache => cache.Subjects))
        {
            Add(series, figures, RequestResult.L1Hit, "hit", MetricTags.L1);
            Add(series, figures, RequestResult.L2Hit, "hit", MetricTags.L2);
            Add(series, figures, RequestResult.L1Stale, "stale", MetricTags.L1);
            Add(series, figures, RequestResult.L2Stale, "stale", MetricTags.L2);
            Add(series, figures, RequestResult.Miss, "miss", level: null);
            foreach ((string reason, long count) in figures.BypassReasons)
                series.Add(count, [.. figures.Tags, new(MetricTags.Result, "bypass"), new(MetricTags.Reason, reason)]);
        }

        return series.Measurements;
    }

    public static IEnumerable<Measurement<long>> MeasureUnstored()
    {
        var series = new SeriesSum();
        foreach (RequestFigures figures in ReportedCaches.All.SelectMany(cache => cache.Subjects))
        {
            foreach ((string reason, long count) in figures.UnstoredReasons)
                series.Add(count, [.. figures.Tags, new(MetricTags.Reason, reason)]);
        }

        return series.Measurements;
    }

    private static void Add(SeriesSum series, RequestFigures figures, RequestResult result, string name, string? level)
    {
        if (figures.Count(result) is > 0 and var count)
            series.Add(count, level is null
                ? [.. figures.Tags, new(MetricTags.Result, name)]
                : [.. figures.Tags, new(MetricTags.Result, name), new(MetricTags.Level, level)]);
    }
}
