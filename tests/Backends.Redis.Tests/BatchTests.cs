using System.Globalization;
using System.Text.RegularExpressions;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The commands that a call for many keys sends, counted by the server.</summary>
[TestFixture]
public sealed class BatchTests
{
    private static readonly string[] _names = [.. Enumerable.Range(0, 100).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    [Test]
    public async Task Many_payloads_are_read_by_one_command()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisBackend backend = await BackendAsync(server);
        await backend.SetManyAsync([.. _names.Select(name => new BatchEntry(name, new byte[] { 1 }, TimeSpan.FromHours(1)))]);
        await server.SendAsync("CONFIG", "RESETSTAT");

        BatchReply<ReadOnlyMemory<byte>?> read = await backend.GetManyAsync(_names);

        Assert.That(_names.Index().Select(name => read[name.Index]), Is.All.Not.Null);
        Assert.That(await CallsAsync(server, "mget", "get"), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_further_entry_with_twenty_tags_is_stored_by_two_commands()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisBackend backend = await BackendAsync(server);
        CacheManager.Init(backend, "batch", options => options.Store = new StoreOptions { Timeout = null });
        try
        {
            var options = new CacheEntryOptions { Tags = [.. _names.Take(20)], Expiration = TimeSpan.FromHours(1) };
            await CacheManager.SetAsync("key", "value", options);
            await server.SendAsync("CONFIG", "RESETSTAT");
            await CacheManager.SetAsync("other", "value", options);
            Assert.That(await CallsAsync(server, "mget", "pttl"), Is.EqualTo((1, 0)));
            Assert.That(await CallsAsync(server, "set", "setex"), Is.EqualTo((1, 0)).Or.EqualTo((0, 1)));
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [Test]
    public async Task An_entry_with_twenty_tags_is_read_by_two_commands()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisBackend backend = await BackendAsync(server);
        CacheManager.Init(backend, "batch", options => options.Store = new StoreOptions { Timeout = null });
        try
        {
            var options = new CacheEntryOptions { Tags = [.. _names.Take(20)] };
            await CacheManager.SetAsync("key", "value", options);
            await server.SendAsync("CONFIG", "RESETSTAT");
            Assert.That((await CacheManager.TryGetAsync<string>("key", options)).Value, Is.EqualTo("value"));
            Assert.That(await CallsAsync(server, "mget", "get"), Is.EqualTo((1, 1)));
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [TestCase("-mget")]
    [TestCase("-mget", "-evalsha")]
    public async Task Without_permission_for_mget_each_key_is_read_by_get(params string[] rules)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(rules);
        RedisBackend backend = await user.BackendAsync();
        await backend.SetManyAsync([new("one", new byte[] { 1 }, null), new("two", new byte[] { 2 }, null)]);
        for (int i = 0; i < 2; i++)
        {
            BatchReply<ReadOnlyMemory<byte>?> read = await backend.GetManyAsync(["one", "absent", "two"]);
            Assert.That((read[0]?.Span[0], read[1], read[2]?.Span[0]), Is.EqualTo(((byte?)1, (ReadOnlyMemory<byte>?)null, (byte?)2)));
        }

        Assert.That(user.Warnings.Count(warning => warning.Contains("MGET", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_of_another_type_can_not_be_added_and_says_so()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisBackend backend = await BackendAsync(server);
        await server.SendAsync("SADD", "set", "member");
        await backend.SetAsync("taken", new byte[] { 1 }, null);
        byte[] payload = [1];
        BatchReply<bool> added = await backend.AddManyAsync([new("free", payload, null), new("set", payload, null), new("taken", payload, null)]);
        Assert.That((added[0], added[2], added.FailureAt(2)), Is.EqualTo((true, false, (Exception?)null)));
        Assert.That(added.FailureAt(1), Is.InstanceOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.Reason)).EqualTo("WRONGTYPE"));
    }

    private static async Task<RedisBackend> BackendAsync(RedisServer server)
    {
        var backend = new RedisBackend(RedisServer.Patient(server.ConnectionString));
        await SharedServers.ConnectAsync(backend);
        return backend;
    }

    private static async Task<(int First, int Second)> CallsAsync(RedisServer server, string first, string second)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true,tieBreaker=");
        string statistics = await connection.GetServers()[0].InfoRawAsync("commandstats") ?? "";
        return (CallsOf(first), CallsOf(second));

        int CallsOf(string command) =>
            Regex.Match(statistics, $"cmdstat_{command}:calls=([0-9]+)") is { Success: true } found
                ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
                : 0;
    }
}
