using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Records the results of store calls. The start and the end of an outage are logged once each, and all failures are counted. An outage ends
// when a call succeeds and none has failed for the recovery delay: if a part of a store is down, calls to other parts still succeed.
//
// Calls overlap, and their results arrive in any order. Each takes a mark before it starts: the success of a call that started before the
// last failure does not end an outage, and the failure of a call that started before the last recovery does not start one.
internal sealed class StoreHealth(string backend, TimeProvider time, TimeSpan minRecoveryDelay, string cacheName = "")
{
    private readonly RecoveryDelay _recoveryDelay = new(time, minRecoveryDelay);
    private readonly StoreRefusals _refusals = new(backend, time, minRecoveryDelay, cacheName);
    private long _failures;
    private long _recoveries;
    private long _failuresOfOutage;
    private int _isDown;
    private long _changedAt = time.GetTimestamp();

    public string Backend => backend;

    // For metrics and spans.
    public string CacheName => cacheName;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public TimeProvider Time => time;

    public StoreMark Mark => new(Volatile.Read(ref _failures), Volatile.Read(ref _recoveries));

    // Whether an outage lasts, and how many calls it has failed or skipped.
    public bool IsDown => Volatile.Read(ref _isDown) != 0;

    public long FailuresOfOutage => Volatile.Read(ref _failuresOfOutage);

    // How long the outage, or the time without one, has lasted.
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _changedAt));

    public void Failed(StoreMark mark, Exception exception, string operation)
    {
        Count(operation);
        if (mark.Recoveries != Volatile.Read(ref _recoveries))
            return;

        _recoveryDelay.Restart();
        Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _failuresOfOutage);
        if (Interlocked.Exchange(ref _isDown, 1) != 0)
            return;

        Volatile.Write(ref _changedAt, time.GetTimestamp());
        _recoveryDelay.BeginOutage();
        Logger.StoreFailed(exception, backend, operation);
    }

    public void Succeeded(StoreMark mark, string operation)
    {
        _refusals.Accepted(Logger, operation);
        EndOutageIfRecovered(mark);
    }

    // A refusal is not a failure: the store is reachable.
    public void Refused(StoreMark mark, string operation, string reason, bool isTransient, Exception exception)
    {
        _refusals.Add(Logger, operation, reason, isTransient, exception);
        EndOutageIfRecovered(mark);
    }

    // The circuit breaker is open, so the call was not made and has no result.
    public void CallSkipped(string operation)
    {
        Count(operation);
        Interlocked.Increment(ref _failuresOfOutage);
    }

    private void EndOutageIfRecovered(StoreMark mark)
    {
        if (Volatile.Read(ref _isDown) == 0 || mark.Failures != Volatile.Read(ref _failures) || !_recoveryDelay.HasElapsed)
            return;

        // Incremented before _isDown is reset: otherwise a failure from before the recovery could start another outage in between.
        Interlocked.Increment(ref _recoveries);
        if (Interlocked.Exchange(ref _isDown, 0) == 0)
            return;

        Volatile.Write(ref _changedAt, time.GetTimestamp());
        _recoveryDelay.EndOutage();
        Logger.StoreRecovered(backend, Interlocked.Exchange(ref _failuresOfOutage, 0));
    }

    private void Count(string operation) => CacheMetrics.StoreFailures.Add(
        1, new(MetricTags.Cache, cacheName), new(MetricTags.Backend, backend), new KeyValuePair<string, object?>(MetricTags.Operation, operation));
}
