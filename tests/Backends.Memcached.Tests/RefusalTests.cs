using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A server that refuses requests is not down.</summary>
[TestFixture]
public sealed class RefusalTests
{
    private const int Calls = 200;

    // 2 MB without evictions.
    private static readonly string[] _full = ["-m", "2", "-M"];

    [Test]
    public async Task A_full_server_is_one_warning_and_what_it_has_are_hits()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync(_full);
        using var loggers = new RecordingLoggers();
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await using ServiceProvider services = CacheOn(backend, loggers);
        ICache cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("stored", "value");
        string large = new('x', 100_000);
        for (int i = 0; i < Calls; i++)
        {
            Assert.That(await cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult(large)), Is.EqualTo(large));
            await cache.SetAsync("small", $"{i}");
            Assert.That((await cache.TryGetAsync<string>("small")).Value, Is.EqualTo($"{i}"));
            Assert.That((await cache.TryGetAsync<string>("stored")).Value, Is.EqualTo("value"));
        }

        Assert.That(loggers.Lines.Single(line => line.Level >= LogLevel.Warning).Message, Does.Contain("OOM").And.Contain("out of memory storing object"));
        Assert.That(loggers.Count("refused calls"), Is.Zero);
    }

    [Test]
    public async Task A_server_that_lists_no_keys_refuses_a_clear_that_needs_them()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync("-o", "no_lru_crawler");
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await backend.SetAsync("store:users:7", "value"u8.ToArray(), timeToLive: null);
        Assert.That(
            async () => await backend.ClearAsync("store:us"),
            Throws.InstanceOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.IsTransient)).False.And.Message.Contains("lru_crawler"));
    }

    [TestCase("SERVER_ERROR out of memory storing object", true)]
    [TestCase("SERVER_ERROR out of memory writing get response", true)]
    [TestCase("CLIENT_ERROR bad data chunk", false)]
    public async Task An_error_about_one_request_is_a_refusal(string error, bool isTransient)
    {
        await using var server = new ScriptedServer(_ => [$"{error}\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        Assert.That(
            async () => await backend.GetAsync("key"),
            Throws.InstanceOf<StoreRefusedException>()
                .With.Property(nameof(StoreRefusedException.IsTransient))
                .EqualTo(isTransient)
                .And.Message.Contains(error));
    }

    [TestCase("SERVER_ERROR backend failure")]
    [TestCase("ERROR")]
    public async Task An_error_of_the_server_is_an_outage(string error)
    {
        await using var server = new ScriptedServer(_ => [$"{error}\r\n"]);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<MemcachedException>());
    }

    private static ServiceProvider CacheOn(ICacheBackend backend, RecordingLoggers loggers)
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(loggers);

        // A machine that pauses must not end the period of refusals.
        services.AddCacheKit("store", options => options.Store = new StoreOptions { Timeout = null, BreakFor = TimeSpan.FromMinutes(5) }).UseBackend(backend);
        return services.BuildServiceProvider();
    }
}
