using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>Tickets that are looked at together.</summary>
[TestFixture]
internal sealed class MemoryTicketsTests
{
    // The clock is looked at again only for tickets that end within a second.
    [Test]
    public void A_ticket_is_held_until_its_end_and_no_longer([Values(1, 500, 1_000, 1_001, 60_000)] int milliseconds)
    {
        var clock = new FakeTimeProvider();
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        var life = TimeSpan.FromMilliseconds(milliseconds);
        backend.SetValue("key", new CodedValue(default), life);
        backend.GetValueWithTicket("key", out ValueTicket ticket);
        Assert.That((backend.CountHeld([ticket]), backend.CountHeld([default, ticket])), Is.EqualTo((1, 0)));
        clock.Advance(life - TimeSpan.FromTicks(1));
        Assert.That(backend.CountHeld([ticket, ticket]), Is.EqualTo(2));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.That(backend.CountHeld([ticket]), Is.Zero);
    }
}
