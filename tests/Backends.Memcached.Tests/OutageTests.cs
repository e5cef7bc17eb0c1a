using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A server is down at the start, fails, and recovers; alone, or as one of three.</summary>
[TestFixture]
public sealed class OutageTests
{
    // Enough calls to tell immediate failures from timeouts.
    private const int ManyCalls = 50;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private MemcachedServer[] _servers = null!;
    private MemcachedBackend _backend = null!;
    private RecordingLoggers _loggers = null!;

    [SetUp]
    public async Task Start()
    {
        _servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MemcachedServer.StartAsync()));
        _loggers = new RecordingLoggers();
        _backend = SharedServers.Backend(_servers[0].ConnectionString);
        _backend.UseLoggers(_loggers);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        foreach (MemcachedServer server in _servers)
            await server.DisposeAsync();
        _loggers.Dispose();
    }

    [TestCase("key")]
    [TestCase("store:users:key")]
    public async Task Calls_fail_immediately_while_a_server_is_down_from_the_start(string key)
    {
        _servers[0].Kill();
        await ExpectFailuresAsync(key).WaitAsync(_patience);
    }

    [TestCase("key")]
    [TestCase("store:users:key")]
    public async Task Calls_fail_immediately_after_a_server_has_gone_down(string key)
    {
        await _backend.GetAsync(key);
        _servers[0].Kill();
        await ExpectFailuresAsync(key).WaitAsync(_patience);
    }

    [Test]
    public async Task A_server_that_is_down_at_the_start_is_used_when_it_comes()
    {
        _servers[0].Kill();
        await ExpectFailuresAsync("key");
        await _servers[0].RestartAsync();
        await Poll.UntilAsync(() => WorksAsync(_backend, "store:users:key"));
    }

    [Test]
    public async Task Each_outage_is_logged_once_and_so_is_its_end()
    {
        await _backend.GetAsync("key");
        for (var outage = 1; outage <= 2; outage++)
        {
            _servers[0].Kill();
            await ExpectFailuresAsync("key");
            await _servers[0].RestartAsync();
            await LoggedAsync("Restored the connection", times: outage);
            await Poll.UntilAsync(() => WorksAsync(_backend, "key"));
        }

        Assert.That(_loggers.Lines.Select(line => line.Message.Split(':')[0]), Is.EqualTo(new[]
        {
            "Connecting to Memcached at 127.0.0.1", "Connected to Memcached at 127.0.0.1",
            "Lost the connection to Memcached at 127.0.0.1", "Restored the connection to Memcached at 127.0.0.1",
            "Lost the connection to Memcached at 127.0.0.1", "Restored the connection to Memcached at 127.0.0.1",
        }));
        Assert.That(_loggers.Lines.Select(line => line.Level), Is.All.EqualTo(LogLevel.Information));
    }

    [Test]
    public async Task A_server_that_is_down_at_the_start_is_logged_once_with_the_reason()
    {
        _servers[0].Kill();
        await ExpectFailuresAsync("key");
        await _servers[0].RestartAsync();
        await LoggedAsync("Restored the connection");

        Assert.That(_loggers.Count($"Could not connect to Memcached at {_servers[0].ConnectionString}"), Is.EqualTo(1));
        Assert.That(_loggers.Lines.Count(line => line.Exception is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_one_of_three_servers_only_its_keys_fail_and_they_fail_immediately()
    {
        ServerAddress[] addresses = ServerAddress.ParseAll(string.Join(',', _servers.Select(server => server.ConnectionString)), "servers");
        await using MemcachedBackend backend = SharedServers.Backend(string.Join(',', addresses.Select(address => address.ToString())));

        // A key without a colon has no generation, so its server follows from its name.
        var ring = new KetamaRing(addresses);
        ILookup<int, string> keys = Enumerable.Range(0, 60).Select(number => string.Create(CultureInfo.InvariantCulture, $"key-{number}"))
            .ToLookup(key => ServerOf(ring, key));
        foreach (string key in keys.SelectMany(group => group))
            await backend.SetAsync(key, "payload"u8.ToArray(), TimeSpan.FromMinutes(5));

        _servers[1].Kill();
        await Poll.UntilAsync(async () => !await WorksAsync(backend, keys[1].First()));

        foreach (string key in keys[1])
            Assert.That(async () => await backend.GetAsync(key), Throws.InstanceOf<MemcachedException>());
        foreach (string key in keys[0].Concat(keys[2]))
            Assert.That(await backend.GetAsync(key), Is.Not.Null);
        Assert.That(async () => await backend.ClearAsync("key-"), Throws.InstanceOf<MemcachedException>(), "A server that is down is not skipped.");

        await _servers[1].RestartAsync();
        await Poll.UntilAsync(() => WorksAsync(backend, keys[1].First()));
        foreach (string key in keys[1])
            Assert.That(await WorksAsync(backend, key), Is.True);
    }

    [Test]
    public async Task The_entries_of_an_outage_are_never_those_from_before_a_clear()
    {
        const string key = "store:users:key";
        await _backend.SetAsync(key, "old"u8.ToArray(), timeToLive: null);
        _servers[0].Kill();
        await _servers[0].RestartAsync();
        await Poll.UntilSucceedsAsync(async () => await _backend.GetAsync(key));
        Assert.That(await _backend.GetAsync(key), Is.Null);
    }

    // As an application sees it: a cache on a store that is down.
    [Test]
    public async Task A_cache_works_without_its_servers()
    {
        _servers[0].Kill();
        CacheManager.Init(_backend, "store");
        try
        {
            Assert.That(await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
            Assert.That(await CacheManager.RemoveAsync("key"), Is.False);
            Assert.That(async () => await CacheManager.ClearAsync("users"), Throws.Nothing);
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    private static int ServerOf(KetamaRing ring, string key)
    {
        var name = new byte[MemcachedKey.LongestKey];
        return ring.Find(name.AsSpan(0, MemcachedKey.Write(key, 0, name)));
    }

    private Task LoggedAsync(string text, int times = 1) => Poll.UntilAsync(() => new(_loggers.Count(text) == times));

    private async Task ExpectFailuresAsync(string key)
    {
        for (var call = 0; call < ManyCalls; call++)
        {
            try
            {
                await _backend.GetAsync(key);
                Assert.Fail("A call succeeded without a server.");
            }
            catch (MemcachedException)
            {
            }
        }
    }

    private static async ValueTask<bool> WorksAsync(MemcachedBackend backend, string key)
    {
        try
        {
            await backend.SetAsync(key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
            return await backend.GetAsync(key) is not null;
        }
        catch (MemcachedException)
        {
            return false;
        }
    }
}
