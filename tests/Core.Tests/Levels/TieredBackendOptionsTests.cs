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
    public void The_levels_in_the_wrong_order_are_an_error()
    {
        using var memory = new InMemoryBackend();
        Assert.That(() => new TieredBackend(memory, memory), Throws.ArgumentException.With.Message.Contains("InMemoryBackend is in this process"));
    }

    private static void Expect(Action<TieredBackendOptions> configure, string message)
    {
        using var memory = new InMemoryBackend();
        var options = new TieredBackendOptions();
        configure(options);
        Assert.That(() => new TieredBackend(memory, new RecordingBackend(), options), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
    }
}
