using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>A clock that can be set back. Its time stamps are not affected, like those of a machine.</summary>
internal sealed class SteppedClock : FakeTimeProvider
{
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public void Step(TimeSpan by) => _offset += by;
}
