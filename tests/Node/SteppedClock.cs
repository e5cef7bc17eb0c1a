namespace CacheKit.Node;

/// <summary>The system's clock, set forward or back. Timers and time stamps go on evenly, as they do where an operator sets the clock of a machine.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));

    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
