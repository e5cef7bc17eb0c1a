using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>What a Garnet lacks is logged once, and is no outage.</summary>
[TestFixture]
public sealed class GarnetTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task An_entry_is_replaced_with_and_without_scripts(bool hasScripts)
    {
        await using InProcessGarnet garnet = await InProcessGarnet.StartAsync(hasScripts ? ["--lua"] : []);
        using var loggers = new RecordingLoggers();
        await using var backend = new RedisBackend(RedisServer.Patient(garnet.ConnectionString));
        backend.UseLoggers(loggers);
        await SharedServers.ConnectAsync(backend);

        await backend.SetAsync("key", "old"u8.ToArray(), null);
        Assert.That(await backend.ReplaceAsync("key", "else"u8.ToArray(), "new"u8.ToArray(), null), Is.False);
        Assert.That(await backend.ReplaceAsync("key", "old"u8.ToArray(), "new"u8.ToArray(), null), Is.True);
        Assert.That((await backend.GetAsync("key"))!.Value.ToArray(), Is.EqualTo("new"u8.ToArray()));
        Assert.That(WarningsOf(loggers), Has.Exactly(hasScripts ? 0 : 1).Contains("EVALSHA").And.All.Contains("--lua"));
    }

    [Test]
    public async Task Two_levels_without_pub_sub_keep_the_staleness_bound()
    {
        await using InProcessGarnet garnet = await InProcessGarnet.StartAsync("--lua", "--no-pubsub");
        using var loggers = new RecordingLoggers();
        await using RedisBackend backend = await SharedServers.ConnectAsync(garnet.ConnectionString);
        await using var tiers = new TieredBackend(new InMemoryBackend(), backend, new TieredBackendOptions { Interval = TimeSpan.FromMilliseconds(100) });
        tiers.UseLoggers(loggers);

        await tiers.SetAsync("key", "value"u8.ToArray(), null);
        Assert.That((await tiers.GetAsync("key"))!.Value.ToArray(), Is.EqualTo("value"u8.ToArray()));
        Assert.That(await tiers.RemoveAsync("key"), Is.True);
        await Poll.UntilAsync(() => new(WarningsOf(loggers).Any(warning => warning.Contains("refuses invalidation messages", StringComparison.Ordinal))));
        Assert.That(WarningsOf(loggers).Single(), Does.Contain("--no-pubsub"));
    }

    private static string[] WarningsOf(RecordingLoggers loggers) =>
        [.. loggers.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
}
