namespace CacheKit.Node;

/// <summary>
/// The system's clock with an offset. Timers and time stamps are not affected, as when an operator sets the clock of a machine.
/// </summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));

    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
