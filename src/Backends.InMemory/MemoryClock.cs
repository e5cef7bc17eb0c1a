namespace CacheKit;

// The clock for expirations. Reading the system time at every read of an entry would take as long as the rest of a hit, so it is read once
// per coarse tick (4 ms on Linux, 16 ms on Windows). The coarse time is never ahead. It is late by up to a tick, or by the time for which a
// thread was suspended between the two reads. Any other clock is read each time.
//
// If the system clock is set back, this clock continues from its last time, so that no entry expires later than asked for.
internal sealed class MemoryClock(TimeProvider time)
{
    // Far longer than a tick, or than a thread is suspended.
    private const long Margin = TimeSpan.TicksPerSecond;

    private readonly bool _isSystem = time == TimeProvider.System;
    private readonly Lock _gate = new();
    private long _tick = long.MinValue;
    private long _utcTicks;
    private long _lastTicks;
    private long _lastTimestamp;
    private long _setBack;

    // The exact time in UTC ticks. It is wrong if the clock was set back after the last coarse reading.
    public long ExactTicks => time.GetUtcNow().Ticks + Volatile.Read(ref _setBack);

    // The time in UTC ticks, never before the coarse time. An entry that is stored in the coarse tick in which the clock is set back may
    // expire early.
    public long Now
    {
        get
        {
            long coarse = CoarseTicks;
            return _isSystem ? Math.Max(coarse, ExactTicks) : coarse;
        }
    }

    // In UTC ticks.
    private long CoarseTicks
    {
        get
        {
            if (!_isSystem)
                return ReadTicks();

            long tick = Environment.TickCount64;
            if (Volatile.Read(ref _tick) != tick)
            {
                // In this order, so that a thread that sees the new tick also sees its time.
                Volatile.Write(ref _utcTicks, ReadTicks());
                Volatile.Write(ref _tick, tick);
            }

            return Volatile.Read(ref _utcTicks);
        }
    }

    // When an entry expires, in UTC ticks; long.MaxValue: never.
    public static long EndOf(TimeSpan? timeToLive, long now) =>
        timeToLive is { } duration && duration.Ticks < DateTimeOffset.MaxValue.Ticks - now ? now + duration.Ticks : long.MaxValue;

    // A time in UTC ticks within the next few seconds: what is later is in the future for the caller, who need not look at the clock again.
    public long Soon => CoarseTicks + Margin;

    // Whether a time in UTC ticks is in the future; long.MaxValue always is. The exact time is read only within a second of it.
    public bool IsFuture(long time)
    {
        if (time == long.MaxValue)
            return true;

        long now = CoarseTicks;
        return now < time && (!_isSystem || time - now > Margin || time > ExactTicks);
    }

    private long ReadTicks()
    {
        lock (_gate)
        {
            long ticks = time.GetUtcNow().Ticks;
            long timestamp = time.GetTimestamp();
            if (ticks < _lastTicks)
                Volatile.Write(ref _setBack, _setBack + _lastTicks + time.GetElapsedTime(_lastTimestamp, timestamp).Ticks - ticks);
            (_lastTicks, _lastTimestamp) = (ticks, timestamp);
            return ticks + _setBack;
        }
    }
}
