using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

[TestFixture]
public sealed class MovingClockTests
{
    // The clock advances with every reading, so that one of these entries expires during the read.
    [Test]
    public async Task A_value_that_expires_while_it_is_read_is_absent([Range(1, 20)] int seconds)
    {
        using var backend = new InMemoryBackend(
            new InMemoryBackendOptions { TimeProvider = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) } });
        await backend.SetAsync("key", new byte[1], TimeSpan.FromSeconds(seconds));
        CachedValue? value = backend.GetValue("key", out TimeSpan? timeToLive);
        Assert.That(value is null || timeToLive > TimeSpan.Zero, Is.True);
    }
}
