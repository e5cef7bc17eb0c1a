namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The system's clock, which is not read at every hit, and clocks that are set back.</summary>
[TestFixture]
public sealed class MemoryClockTests
{
    // Many expirations, so that some fall within each coarse tick.
    [Test]
    public async Task No_entry_is_found_after_its_end()
    {
        using var backend = new InMemoryBackend();
        for (int i = 1; i <= 100; i++)
        {
            TimeSpan life = TimeSpan.FromMilliseconds(i / 4.0);
            long start = TimeProvider.System.GetTimestamp();
            await backend.SetAsync("key", new byte[1], life);
            TimeSpan setting = TimeProvider.System.GetElapsedTime(start);
            TimeSpan before, after;
            bool found;
            do
            {
                before = TimeProvider.System.GetElapsedTime(start);
                found = await backend.GetAsync("key") is not null;
                after = TimeProvider.System.GetElapsedTime(start);
                Assert.That(found && before > life + setting, Is.False, $"A life of {life} was not over after {before}.");
            }
            while (found);

            Assert.That(after, Is.GreaterThanOrEqualTo(life - TimeSpan.FromMilliseconds(1)), "The entry was gone before its time.");
        }
    }

    [Test]
    public async Task A_clock_that_is_set_back_does_not_extend_a_time_to_live()
    {
        var clock = new SteppedClock();
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        await backend.SetAsync("key", new byte[1], TimeSpan.FromSeconds(10));
        backend.GetValueWithTicket("key", out ValueTicket ticket);
        clock.Advance(TimeSpan.FromSeconds(6));
        clock.Step(TimeSpan.FromMinutes(-1));

        TimeSpan? left = (await backend.GetWithTimeToLiveAsync("key"))?.TimeToLive;
        bool isHeld = backend.IsHeld(ticket);
        clock.Advance(TimeSpan.FromSeconds(4));

        Assert.That((left, isHeld), Is.EqualTo((TimeSpan.FromSeconds(4), true)));
        Assert.That(await backend.GetAsync("key"), Is.Null);
        Assert.That(backend.IsHeld(ticket), Is.False);
    }

    [Test]
    public async Task Entries_stored_after_the_clock_was_set_back_expire_as_requested()
    {
        var clock = new SteppedClock();
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        await backend.SetAsync("key", new byte[1], timeToLive: null);
        clock.Step(TimeSpan.FromMinutes(-1));
        await backend.SetAsync("key", new byte[1], TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        ReadOnlyMemory<byte>? before = await backend.GetAsync("key");
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.That(before, Is.Not.Null);
        Assert.That(await backend.GetAsync("key"), Is.Null);
    }
}
