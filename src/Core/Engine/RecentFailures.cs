using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace CacheKit;

// The factories that have failed of late in this process, by key: how soon they are tried again.
internal sealed class RecentFailures(TimeProvider time)
{
    // Beyond that many keys further failures are tried again at once.
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<string, RecentFailure> _failures = new(StringComparer.Ordinal);

    public RecentFailure? Of(string key)
    {
        if (!_failures.TryGetValue(key, out RecentFailure? failure))
            return null;
        if (time.GetUtcNow() < failure.Until)
            return failure;

        _failures.TryRemove(KeyValuePair.Create(key, failure));
        return null;
    }

    // Without an exception: one that can't be thrown again.
    public void Note(string key, Exception? exception, EntryPolicy policy, bool hasOld)
    {
        TimeSpan remembered = exception is null ? TimeSpan.Zero : policy.Rules.ExceptionExpiration?.Invoke(exception) ?? TimeSpan.Zero;
        TimeSpan pause = hasOld && policy.Stale.RetryAfter > remembered ? policy.Stale.RetryAfter : remembered;
        if (pause <= TimeSpan.Zero || IsFull())
            return;

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = pause < DateTimeOffset.MaxValue - now ? now + pause : DateTimeOffset.MaxValue;
        _failures[key] = new RecentFailure(until, remembered > TimeSpan.Zero ? ExceptionDispatchInfo.Capture(exception!) : null);
    }

    public void Forget(string key) => _failures.TryRemove(key, out _);

    public void ForgetAll(string prefix)
    {
        foreach ((string key, _) in _failures)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                Forget(key);
        }
    }

    private bool IsFull()
    {
        if (_failures.Count < Limit)
            return false;

        foreach ((string key, _) in _failures)
            Of(key);
        return _failures.Count >= Limit;
    }
}
