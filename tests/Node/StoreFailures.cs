using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CacheKit.Node;

/// <summary>Records failed and refused calls of the store, as the metrics of the cache count them.</summary>
internal sealed class StoreFailures : IDisposable
{
    /// <summary>Of failures within this interval, only the first is recorded.</summary>
    private static readonly TimeSpan _resolution = TimeSpan.FromMilliseconds(5);

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<long> _times = [];
    private long _count;

    public StoreFailures()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "CacheKit", Name: "cachekit.store.failures" or "cachekit.store.refusals" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Note());
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public long[] Times
    {
        get
        {
            lock (_gate)
                return [.. _times];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Note()
    {
        Interlocked.Increment(ref _count);
        long now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (_times.Count == 0 || Stopwatch.GetElapsedTime(_times[^1], now) > _resolution)
                _times.Add(now);
        }
    }
}
