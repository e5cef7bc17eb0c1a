using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CacheKit.OpenTelemetry.Tests.Fakes;

/// <summary>What OpenTelemetry exports of the meter.</summary>
internal sealed class CollectedMetrics : IDisposable
{
    private readonly List<MetricSnapshot> _exported = [];
    private readonly MeterProvider _provider;

    public CollectedMetrics() =>
        _provider = Sdk.CreateMeterProviderBuilder().AddCacheKitInstrumentation().AddInMemoryExporter(_exported).Build();

    /// <summary>Collects now.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Point>> All()
    {
        _exported.Clear();
        _provider.ForceFlush();
        return _exported.ToDictionary(metric => metric.Name, metric => (IReadOnlyList<Point>)[.. metric.MetricPoints.Select(point => PointOf(metric, point))]);
    }

    /// <summary>The series of an instrument for one cache.</summary>
    public IReadOnlyList<Point> Of(string instrument, string cache) =>
        All().TryGetValue(instrument, out IReadOnlyList<Point>? points) ? [.. points.Where(point => Equals(point["cachekit.cache"], cache))] : [];

    public double Sum(string instrument, string cache, params (string Tag, string Value)[] tags) =>
        Of(instrument, cache).Where(point => Array.TrueForAll(tags, tag => Equals(point[tag.Tag], tag.Value))).Sum(point => point.Sum);

    public long Count(string instrument, string cache) => Of(instrument, cache).Sum(point => point.Count);

    public void Dispose() => _provider.Dispose();

    private static Point PointOf(MetricSnapshot metric, MetricPoint point)
    {
        var tags = new Dictionary<string, object?>();
        foreach ((string name, object? value) in point.Tags)
            tags.Add(name, value);
        return metric.MetricType.IsHistogram()
            ? new Point(tags, point.GetHistogramSum(), point.GetHistogramCount())
            : new Point(tags, point.GetSumLong(), Count: 0);
    }
}
