namespace CacheKit;

// The clock of the entries. To ask the system for the time at every read would cost as much as the rest of a hit.
// So the system's time is read once for each of its coarse ticks (4 ms on Linux, 16 on Windows): it is never ahead, and behind by
// a tick, or by as long as a thread was held up in between. Any other clock is asked each time.
//
// Where the clock is set back, this one goes on from where it was: no entry lives longer for that.
internal sealed class MemoryClock(TimeProvider time)
{
    // Far more than a tick, or than a thread is held up.
    private const long Margin = TimeSpan.TicksPerSecond;

    private readonly bool _isSystem = time == TimeProvider.System;
    private readonly Lock _gate = new();
    private long _tick = long.MinValue;
    private long _utcTicks;
    private long _lastTicks;
    private long _lastTimestamp;
    private long _setBack;

    // The exact time in UTC ticks, by a clock that has not been set back since the last reading.
    public long ExactTicks => time.GetUtcNow().Ticks + Volatile.Read(ref _setBack);

    // The exact time in UTC ticks. An entry that is stored within a coarse tick of the clock's being set back may expire early.
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
                // In this order: who sees the tick sees its time, or a newer one.
                Volatile.Write(ref _utcTicks, ReadTicks());
                Volatile.Write(ref _tick, tick);
            }

            return Volatile.Read(ref _utcTicks);
        }
    }

    // Whether a time in UTC ticks is still to come. Only a near one needs the exact time.
    public bool IsStillBefore(long end)
    {
        long now = CoarseTicks;
        return now < end && (!_isSystem || end - now > Margin || end > ExactTicks);
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
