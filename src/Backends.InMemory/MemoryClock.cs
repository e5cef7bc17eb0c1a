using Microsoft.Extensions.Internal;

namespace CacheKit;

// The clock of a MemoryCache, which asks for the time at every read: to ask the system would cost as much as the rest of a hit.
// So the system's time is read once for each of its coarse ticks (4 ms on Linux, 16 on Windows): it is never ahead, and behind by
// a tick, or by as long as a thread was held up in between. Any other clock is asked each time.
//
// Where the clock is set back, this one goes on from where it was: no entry lives longer for that.
internal sealed class MemoryClock(TimeProvider time) : ISystemClock
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

    public DateTimeOffset UtcNow
    {
        get
        {
            if (!_isSystem)
                return new DateTimeOffset(ReadTicks(), TimeSpan.Zero);

            long tick = Environment.TickCount64;
            if (Volatile.Read(ref _tick) != tick)
            {
                // In this order: who sees the tick sees its time, or a newer one.
                Volatile.Write(ref _utcTicks, ReadTicks());
                Volatile.Write(ref _tick, tick);
            }

            return new DateTimeOffset(Volatile.Read(ref _utcTicks), TimeSpan.Zero);
        }
    }

    // The exact time in UTC ticks, by a clock that has not been set back since the last reading.
    public long ExactTicks => time.GetUtcNow().Ticks + Volatile.Read(ref _setBack);

    // Whether a time in UTC ticks is still to come.
    public bool IsStillBefore(long end) => UtcNow.Ticks < end && IsBefore(end);

    // The same, asked right after a MemoryCache has asked for the time, so that the latest
    // reading is from now, and only an end that is near needs the exact time.
    public bool IsBefore(long end) => !_isSystem || end - Volatile.Read(ref _utcTicks) > Margin || end > ExactTicks;

    // The exact time in UTC ticks, and a look at whether the clock was set back.
    public long ReadTicks()
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
