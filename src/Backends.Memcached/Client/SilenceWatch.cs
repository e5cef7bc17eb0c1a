namespace CacheKit;

/// <summary>
/// Tells when a server has been silent for too long. While this process does not run, or its thread pool is busy, neither requests nor replies
/// get through. Such a time does not count: the request must also have been the oldest one for three intervals in which the watch itself ran.
/// </summary>
internal sealed class SilenceWatch(TimeSpan timeout)
{
    private const int Intervals = 4;

    private readonly Lock _gate = new();
    private uint _oldest;
    private int _seen;
    private long _lastTurn = long.MinValue / 2;

    /// <summary>How often <see cref="IsTooLong"/> is to be asked. Timers have no shorter period than a millisecond.</summary>
    public TimeSpan Interval { get; } = timeout / Intervals > TimeSpan.FromMilliseconds(1) ? timeout / Intervals : TimeSpan.FromMilliseconds(1);

    /// <summary>Returns whether the oldest request has waited for the timeout.</summary>
    /// <param name="oldest">The request that waits for the next reply.</param>
    /// <param name="now">The time, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
    public bool IsTooLong(PendingRequest oldest, long now)
    {
        lock (_gate)
        {
            if (oldest.Opaque != _oldest)
                (_oldest, _seen) = (oldest.Opaque, 0);
            else if (now - _lastTurn >= Interval.TotalMilliseconds / 2)
                _seen++;

            _lastTurn = now;
            return _seen >= Intervals - 1 && now - oldest.SentAt >= timeout.TotalMilliseconds;
        }
    }
}
