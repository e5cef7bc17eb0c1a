using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Backends;

/// <summary>The log lists the capabilities of the store when a cache is made.</summary>
[TestFixture]
internal sealed class CapabilitiesTests
{
    [Test]
    public void A_store_of_four_calls_has_no_capabilities() => Assert.That(
        DescriptionOf(new RecordingBackend()),
        Is.EqualTo("Using RecordingBackend. Capabilities: none. Not available: conditional writes, many keys in one call, messages, listing, listing by pages, values by reference"));

    [Test]
    public void Memory_has_every_capability_but_messages()
    {
        using var memory = new InMemoryBackend();
        Assert.That(
            DescriptionOf(memory),
            Is.EqualTo(
                "Using InMemoryBackend. Capabilities: conditional writes, many keys in one call, listing, listing by pages, values by reference." +
                " Not available: messages"));
    }

    [Test]
    public void Two_levels_are_described_by_the_shared_store()
    {
        using var memory = new InMemoryBackend();
        using var levels = new TieredBackend(memory, new ReplacingBackend());
        Assert.That(
            DescriptionOf(levels),
            Is.EqualTo(
                "Using ReplacingBackend. Capabilities: conditional writes, values by reference." +
                " Not available: many keys in one call, messages, listing, listing by pages"));
    }

    private static string? DescriptionOf(ICacheBackend backend)
    {
        var loggers = new RecordingLoggerFactory();
        _ = new Cache(backend, "app", new CacheOptions { LoggerFactory = loggers });
        return loggers.Description;
    }
}
