using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Listens to one counter of the meter "CacheKit".</summary>
internal sealed class CounterReading : IDisposable
{
    private readonly MeterListener _listener = new();

    public CounterReading(string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter.Name == "CacheKit" && published.Name == instrument)
                listener.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            Measurements.Enqueue((count, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value))));
        _listener.Start();
    }

    public ConcurrentQueue<(long Count, Dictionary<string, object?> Tags)> Measurements { get; } = [];

    public long Sum => Measurements.Sum(measurement => measurement.Count);

    public void Dispose() => _listener.Dispose();
}
