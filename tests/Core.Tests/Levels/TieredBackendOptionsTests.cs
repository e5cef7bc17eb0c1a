using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

[TestFixture]
internal sealed class TieredBackendOptionsTests
{
    [Test]
    public void The_defaults_are_those_that_are_documented()
    {
        var options = new TieredBackendOptions();
        Assert.That(options.LocalExpiration, Is.Null);
        Assert.That(options.Staleness, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(options.Interval, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(options.Channel, Is.EqualTo("cachekit-changes"));
        Assert.That(options.TimeProvider, Is.SameAs(TimeProvider.System));
    }

    [Test]
    public void An_invalid_setting_is_an_error_that_says_what_is_allowed()
    {
        Expect(options => options.LocalExpiration = TimeSpan.Zero, "LocalExpiration must be longer than zero");
        Expect(options => options.Interval = TimeSpan.Zero, "Interval must be from 10 ms to one hour");
        Expect(options => options.Staleness = TimeSpan.FromSeconds(1), "Staleness must be at least twice the Interval");
        Expect(options => options.Channel = "", "Channel must not be empty");
        Expect(options => options.TimeProvider = null!, "TimeProvider must not be null");
    }

    [Test]
    public void A_second_memory_in_front_of_a_store_is_an_error()
    {
        using var memory = new InMemoryBackend();
        using var levels = new TieredBackend(memory, new RecordingBackend());
        Assert.That(() => new TieredBackend(memory, levels), Throws.ArgumentException.With.Message.StartsWith("The shared store has an L1 already."));
    }

    [Test]
    public void The_levels_in_the_wrong_order_are_an_error()
    {
        using var memory = new InMemoryBackend();
        Assert.That(() => new TieredBackend(memory, memory), Throws.ArgumentException.With.Message.Contains("InMemoryBackend is in this process"));
    }

    [Test]
    public void A_setting_may_reach_its_limit_and_not_exceed_it()
    {
        var tick = new TimeSpan(1);
        Allow(options => options.LocalExpiration = tick);
        Expect(options => options.LocalExpiration = -tick, "LocalExpiration must be longer than zero");
        Allow(options => options.Interval = TimeSpan.FromMilliseconds(10));
        Expect(options => options.Interval = TimeSpan.FromMilliseconds(10) - tick, "Interval must be from 10 ms to one hour");
        Allow(options => (options.Interval, options.Staleness) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2)));
        Expect(options => (options.Interval, options.Staleness) = (TimeSpan.FromHours(1) + tick, TimeSpan.FromDays(1)), "Interval must be from");
        Allow(options => options.Staleness = 2 * options.Interval);
        Expect(options => options.Staleness = (2 * options.Interval) - tick, "Staleness must be at least twice the Interval");
        Allow(options => options.Staleness = TimeSpan.FromDays(1));
        Expect(options => options.Staleness = TimeSpan.FromDays(1) + tick, "at most one day");
    }

    [Test]
    public void A_change_of_the_options_after_the_creation_has_no_effect()
    {
        using var memory = new InMemoryBackend();
        var options = new TieredBackendOptions { Staleness = TimeSpan.FromSeconds(7) };
        using var levels = new TieredBackend(memory, new RecordingBackend(), options);
        options.Staleness = TimeSpan.FromSeconds(9);
        Assert.That((levels.L1.CopyValidity.Bound, levels.DeliveryBound), Is.EqualTo((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(14))));
    }

    private static void Allow(Action<TieredBackendOptions> configure)
    {
        using var memory = new InMemoryBackend();
        var options = new TieredBackendOptions();
        configure(options);
        Assert.That(() => new TieredBackend(memory, new RecordingBackend(), options).Dispose(), Throws.Nothing);
    }

    private static void Expect(Action<TieredBackendOptions> configure, string message)
    {
        using var memory = new InMemoryBackend();
        var options = new TieredBackendOptions();
        configure(options);
        Assert.That(() => new TieredBackend(memory, new RecordingBackend(), options), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
    }
}
