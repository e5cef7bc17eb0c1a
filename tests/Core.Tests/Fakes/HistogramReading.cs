using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Listens to one histogram of durations of the meter "CacheKit".</summary>
internal sealed class HistogramReading : IDisposable
{
    private readonly MeterListener _listener = new();

    public HistogramReading(string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter.Name == "CacheKit" && published.Name == instrument)
                listener.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            Measurements.Enqueue((seconds, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value))));
        _listener.Start();
    }

    public ConcurrentQueue<(double Seconds, Dictionary<string, object?> Tags)> Measurements { get; } = [];

    public void Dispose() => _listener.Dispose();
}
