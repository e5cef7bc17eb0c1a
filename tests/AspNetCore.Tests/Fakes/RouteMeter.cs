using System.Diagnostics.Metrics;

namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>Reads what one instrument of the meter "CacheKit" has counted, or how often it has measured, for one route.</summary>
internal sealed class RouteMeter : IDisposable
{
    private static readonly string[] _labels = ["cachekit.result", "cachekit.reason", "error.type"];

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly string _route;
    private bool _isTotal;

    /// <summary>
    /// The cache counts from here on, because something listens to its requests. The instruments are those of the process: a test has a route
    /// of its own.
    /// </summary>
    public RouteMeter(string instrument, string route)
    {
        _route = route;
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter.Name != "CacheKit" || (published.Name != instrument && published.Name != "cachekit.requests"))
                return;
            _isTotal |= published.Name == instrument && published.IsObservable;
            listener.EnableMeasurementEvents(published, published.Name == instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, isRead) => Add(tags, isRead is true ? count : 0));
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags, 1));
        _listener.Start();
    }

    /// <summary>Such as <c>bypass method 1, miss 2</c>.</summary>
    public string Read()
    {
        if (_isTotal)
        {
            lock (_gate)
                _counts.Clear();
            _listener.RecordObservableInstruments();
        }

        lock (_gate)
            return string.Join(", ", _counts.Select(count => $"{count.Key}{count.Value}"));
    }

    public void Dispose() => _listener.Dispose();

    private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, long count)
    {
        Dictionary<string, object?> all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        if (count == 0 || all.GetValueOrDefault("http.route") is not string route || !route.Contains(_route, StringComparison.Ordinal))
            return;

        string label = string.Concat(_labels.Where(all.ContainsKey).Select(name => $"{all[name]} "));
        lock (_gate)
            _counts[label] = _counts.GetValueOrDefault(label) + count;
    }
}
