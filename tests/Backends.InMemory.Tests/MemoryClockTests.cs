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
    public void The_present_is_no_future_and_the_next_minute_is([Values] bool isSystem)
    {
        var clock = new MemoryClock(isSystem ? TimeProvider.System : new SteppedClock());
        long second = TimeSpan.TicksPerSecond;
        for (int i = 0; i < 1_000; i++)
        {
            Assert.That(clock.IsFuture(clock.ExactTicks), Is.False);
            Assert.That(clock.IsFuture(clock.Now), Is.False);
        }

        // A minute is longer than any delay between the two readings.
        Assert.That(new[] { -second, 60 * second, 3_600 * second }.Select(ticks => clock.IsFuture(clock.Now + ticks)), Is.EqualTo(new[] { false, true, true }));
        Assert.That((clock.IsFuture(long.MaxValue), clock.IsFuture(0)), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_future_begins_with_the_next_tick()
    {
        var clock = new MemoryClock(new SteppedClock());
        Assert.That((clock.IsFuture(clock.Now), clock.IsFuture(clock.Now + 1)), Is.EqualTo((false, true)));
    }

    [Test]
    public void The_time_is_that_of_its_provider([Values] bool isSystem)
    {
        TimeProvider provider = isSystem ? TimeProvider.System : new SteppedClock();
        var clock = new MemoryClock(provider);
        for (int i = 0; i < 1_000; i++)
        {
            long before = provider.GetUtcNow().Ticks;
            long now = clock.Now;
            Assert.That(now, Is.InRange(before, provider.GetUtcNow().Ticks));
        }
    }

    [Test]
    public void Soon_is_a_second_from_now()
    {
        var clock = new MemoryClock(new SteppedClock());
        Assert.That(clock.Soon - clock.Now, Is.EqualTo(TimeSpan.TicksPerSecond));
    }

    [Test]
    public void An_end_beyond_all_dates_is_never()
    {
        long now = DateTimeOffset.MaxValue.Ticks - 1_000;
        Assert.That(
            new[] { TimeSpan.FromTicks(999), TimeSpan.FromTicks(1_000), TimeSpan.MaxValue, (TimeSpan?)null }.Select(life => MemoryClock.EndOf(life, now)),
            Is.EqualTo(new[] { now + 999, long.MaxValue, long.MaxValue, long.MaxValue }));
    }

    [Test]
    public void A_clock_that_is_set_back_twice_goes_on_from_its_last_time()
    {
        var provider = new SteppedClock();
        var clock = new MemoryClock(provider);
        long start = clock.Now;
        var times = new List<long>();
        foreach (int minutes in new[] { -1, -2, 0 })
        {
            provider.Advance(TimeSpan.FromSeconds(7));
            provider.Step(TimeSpan.FromMinutes(minutes));
            times.Add(clock.Now - start);
            Assert.That(clock.ExactTicks, Is.EqualTo(clock.Now));
        }

        Assert.That(times, Is.EqualTo(new[] { 7, 14, 21 }.Select(seconds => seconds * TimeSpan.TicksPerSecond)));
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
