using Microsoft.Extensions.Logging;

namespace CacheKit;

// Notes how the calls of a store go. An outage is logged once when it begins and once when it ends; each failure is counted.
internal sealed class StoreHealth(string backend)
{
    private long _failures;
    private long _outageFailures;
    private int _down;

    public ILogger Logger { get; set; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    // Taken before a call and given back with its outcome: a call that began before the last failure proves nothing about
    // the store after it, so it can't end an outage that goes on.
    public long Mark => Volatile.Read(ref _failures);

    public void Failed(Exception exception, string operation)
    {
        CacheMetrics.StoreFailures.Add(1, new KeyValuePair<string, object?>("backend", backend), new KeyValuePair<string, object?>("operation", operation));
        Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _outageFailures);
        if (Interlocked.Exchange(ref _down, 1) == 0)
            Logger.StoreFailed(exception, backend, operation);
    }

    public void Succeeded(long mark)
    {
        if (Volatile.Read(ref _down) == 1 && mark == Mark && Interlocked.Exchange(ref _down, 0) == 1)
            Logger.StoreRecovered(backend, Interlocked.Exchange(ref _outageFailures, 0));
    }
}
