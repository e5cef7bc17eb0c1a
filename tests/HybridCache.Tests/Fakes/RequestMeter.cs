using System.Diagnostics.Metrics;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Reads how many requests of a namespace the meter has counted.</summary>
internal sealed class RequestMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public RequestMeter(string @namespace)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "CacheKit" && instrument.Name == "cachekit.requests")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("cachekit.namespace", @namespace)))
                _sum += count;
        });
        _listener.Start();
    }

    public long Read()
    {
        _sum = 0;
        _listener.RecordObservableInstruments();
        return _sum;
    }

    public void Dispose() => _listener.Dispose();
}
