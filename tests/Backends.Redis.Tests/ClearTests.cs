using System.Globalization;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture]
public sealed class ClearTests
{
    private static readonly byte[] _payload = [1, 2, 3];

    [Test]
    public async Task Clear_scans_and_unlinks_and_never_lists_all_keys()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using RedisBackend backend = await SharedServers.ConnectAsync(redis.ConnectionString);
        await backend.SetAsync("users:1", _payload, timeToLive: null);

        await backend.ClearAsync("users:");

        string statistics = await redis.SendAsync("INFO", "commandstats") ?? "";
        Assert.That(statistics, Does.Contain("cmdstat_scan:").And.Contain("cmdstat_unlink:"));
        Assert.That(statistics, Does.Not.Contain("cmdstat_keys:").And.Not.Contain("cmdstat_flush"));
    }

    [Test]
    public async Task Clear_stays_in_its_database()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using RedisBackend first = await SharedServers.ConnectAsync(redis.ConnectionString);
        await using RedisBackend third = await SharedServers.ConnectAsync(redis.ConnectionString + ",defaultDatabase=3");
        await first.SetAsync("users:1", _payload, timeToLive: null);
        await third.SetAsync("users:1", _payload, timeToLive: null);
        await third.SetAsync("users:2", _payload, timeToLive: null);

        Assert.That(await third.ClearAsync("users:"), Is.EqualTo(2));

        Assert.That(await redis.SendAsync("INFO", "keyspace"), Does.Contain("db0:keys=1,").And.Not.Contain("db3:"));
    }

    [Test]
    public async Task Clear_reaches_every_primary_of_a_cluster()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync();
        await using RedisBackend backend = await SharedServers.ConnectAsync(cluster.ConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => backend.SetAsync($"users:{number}", _payload, timeToLive: null).AsTask()));
        foreach (RedisServer node in cluster.Nodes)
            Assert.That(await CountAsync(node), Is.Positive);

        Assert.That(await backend.ClearAsync("users:"), Is.EqualTo(300));

        foreach (RedisServer node in cluster.Nodes)
            Assert.That(await CountAsync(node), Is.Zero);
    }

    [Test]
    public async Task Clear_does_not_skip_a_primary_that_is_down()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync();
        await using RedisBackend backend = await SharedServers.ConnectAsync(cluster.ConnectionString);
        await backend.ClearAsync("users:");

        cluster.Nodes[2].Kill();

        Assert.That(async () => await backend.ClearAsync("users:"), Throws.InstanceOf<RedisException>());
    }

    // The prefix is UTF-16, the pattern UTF-8: half a surrogate pair is not the beginning of a whole one in UTF-8.
    [Test]
    public async Task A_prefix_that_ends_in_half_a_character_is_a_prefix_of_the_whole_one()
    {
        await using RedisBackend backend = await SharedServers.ConnectAsync((await SharedServers.RedisAsync()).ConnectionString);
        string[] meant = ["half:\uD83D", "half:\uD83D!", "half:\uD83D\uDC00", "half:\uD83D\uDE00", "half:\uD83D\uDFFFx"];
        string[] others = ["half:\uD83C\uDFFF", "half:\uD83E\uDC00", "half:\uDE00", "half:\uFFFD"];
        foreach (string key in meant.Concat(others))
            await backend.SetAsync(key, _payload, TimeSpan.FromMinutes(1));

        Assert.That(await backend.ClearAsync("half:\uD83D"), Is.EqualTo(meant.Length));

        Assert.That(await backend.ClearAsync("half:"), Is.EqualTo(others.Length));
    }

    private static async Task<long> CountAsync(RedisServer server) =>
        long.Parse(await server.SendAsync("DBSIZE") ?? "", CultureInfo.InvariantCulture);
}
