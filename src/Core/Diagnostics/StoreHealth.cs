using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Notes how the calls of a store go. An outage is logged once when it begins and once when it ends; each failure is counted. It ends with a
// success after which none has failed for a while: where a part of a store is down, calls of the others succeed all the time.
//
// Calls overlap, so their outcomes come in any order. Each takes a mark before it begins: one that began before the last
// failure can't end an outage by its success, and one that began before the last recovery can't begin another by its failure.
internal sealed class StoreHealth(string backend, TimeProvider time, TimeSpan calm)
{
    private readonly QuietPeriod _calm = new(time, calm);
    private readonly StoreRefusals _refusals = new(backend, time, calm);
    private long _failures;
    private long _recoveries;
    private long _failuresOfOutage;
    private int _down;

    public string Backend => backend;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public StoreMark Mark => new(Volatile.Read(ref _failures), Volatile.Read(ref _recoveries));

    public void Failed(StoreMark mark, Exception exception, string operation)
    {
        Count(operation);
        if (mark.Recoveries != Volatile.Read(ref _recoveries))
            return;

        _calm.Disturb();
        Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _failuresOfOutage);
        if (Interlocked.Exchange(ref _down, 1) != 0)
            return;

        _calm.Begin();
        Logger.StoreFailed(exception, backend, operation);
    }

    public void Succeeded(StoreMark mark, string operation)
    {
        _refusals.Accepted(Logger, operation);
        Answered(mark);
    }

    // The store was reached and refused one request: that is no outage.
    public void Refused(StoreMark mark, string operation, string reason, bool isTransient, Exception exception)
    {
        _refusals.Add(Logger, operation, reason, isTransient, exception);
        Answered(mark);
    }

    // A call that was not made, as the store is left alone for a while: that says nothing new of it.
    public void CallSkipped(string operation)
    {
        Count(operation);
        Interlocked.Increment(ref _failuresOfOutage);
    }

    private void Answered(StoreMark mark)
    {
        if (Volatile.Read(ref _down) == 0 || mark.Failures != Volatile.Read(ref _failures) || !_calm.HasLasted)
            return;

        // Before the outage is over, so that no failure from before the recovery finds it over and begins another.
        Interlocked.Increment(ref _recoveries);
        if (Interlocked.Exchange(ref _down, 0) == 0)
            return;

        _calm.End();
        Logger.StoreRecovered(backend, Interlocked.Exchange(ref _failuresOfOutage, 0));
    }

    private void Count(string operation) =>
        CacheMetrics.StoreFailures.Add(1, new KeyValuePair<string, object?>("backend", backend), new KeyValuePair<string, object?>("operation", operation));
}
