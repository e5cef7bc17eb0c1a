using System.Diagnostics.Metrics;

namespace CacheKit;

// Adds measurements whose tags are equal.
internal sealed class SeriesSum
{
    private readonly Dictionary<string, (long Sum, KeyValuePair<string, object?>[] Tags)> _series = new(StringComparer.Ordinal);

    public IEnumerable<Measurement<long>> Measurements => _series.Values.Select(series => new Measurement<long>(series.Sum, series.Tags));

    public void Add(long count, KeyValuePair<string, object?>[] tags)
    {
        string key = string.Join('\n', tags.Select(tag => $"{tag.Key}\t{tag.Value}"));
        _series[key] = (count + _series.GetValueOrDefault(key).Sum, tags);
    }
}
