using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace CacheKit;

// Remembers recent factory failures by key, to delay the next attempt.
internal sealed class RecentFailures(TimeProvider time, Action<Exception>? warn = null)
{
    // Beyond this number the oldest failures are forgotten, whether or not they still delay anything.
    public const int Limit = 10_000;

    private readonly ConcurrentDictionary<string, RecentFailure> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<KeyValuePair<string, RecentFailure>> _oldestFirst = new();

    // Whether a factory has ever failed: until then a computation costs no look-up here.
    private volatile bool _any;

    private int _hasWarned;

    // How to answer a caller. Throws the remembered exception of the factory if there is no value to serve.
    public EntryUse ChooseUse(string key, bool canServe, bool waits)
    {
        RecentFailure? failure = Of(key);
        if (canServe)
            return failure is not null ? EntryUse.Serve : waits ? EntryUse.ComputeOrServe : EntryUse.ServeAndRefresh;

        failure?.Exception?.Throw();
        return EntryUse.Compute;
    }

    public RecentFailure? Of(string key)
    {
        if (!_any || !_failures.TryGetValue(key, out RecentFailure? failure))
            return null;
        if (time.GetUtcNow() < failure.Until)
            return failure;

        _failures.TryRemove(KeyValuePair.Create(key, failure));
        return null;
    }

    // Without an exception only background attempts are delayed.
    public void Record(string key, Exception? exception, EntryPolicy policy, bool hasOld)
    {
        TimeSpan remembered = exception is null ? TimeSpan.Zero : ExpirationOf(exception, policy.Rules);
        TimeSpan pause = hasOld && policy.Stale.RetryAfter > remembered ? policy.Stale.RetryAfter : remembered;
        if (pause <= TimeSpan.Zero)
            return;

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = pause < DateTimeOffset.MaxValue - now ? now + pause : DateTimeOffset.MaxValue;
        var failure = new RecentFailure(until, remembered > TimeSpan.Zero ? ExceptionDispatchInfo.Capture(exception!) : null);
        _any = true;
        _failures[key] = failure;
        _oldestFirst.Enqueue(KeyValuePair.Create(key, failure));
        while (_oldestFirst.Count > Limit && _oldestFirst.TryDequeue(out KeyValuePair<string, RecentFailure> oldest))
            _failures.TryRemove(oldest);
    }

    public void Forget(string key)
    {
        if (_any)
            _failures.TryRemove(key, out _);
    }

    public void ForgetAll() => _failures.Clear();

    public void ForgetAll(string prefix)
    {
        foreach ((string key, _) in _failures)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                Forget(key);
        }
    }

    // An exception of the application's function must not replace that of the factory, whose callers would wait forever.
    private TimeSpan ExpirationOf(Exception exception, ExpirationRules rules)
    {
        try
        {
            return rules.ExceptionExpiration?.Invoke(exception) ?? TimeSpan.Zero;
        }
        catch (Exception failure)
        {
            if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                warn?.Invoke(failure);
            return TimeSpan.Zero;
        }
    }
}
