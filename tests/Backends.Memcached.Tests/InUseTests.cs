using System.Globalization;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Events on a server in use: it closes idle connections, is out of memory, or flushes everything later.</summary>
[TestFixture]
public sealed class InUseTests
{
    private const string Key = "app:shop:key";
    private static readonly CacheEntryOptions _inShop = new() { Namespace = "shop" };

    private MemcachedServer _server = null!;
    private MemcachedBackend _backend = null!;

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_request_succeeds_after_the_server_has_closed_the_idle_connection()
    {
        await StartAsync("-o", "idle_timeout=1");
        using var loggers = new RecordingLoggers();
        _backend.UseLoggers(loggers);
        await _backend.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);

        for (int kicks = 1; kicks <= 3; kicks++)
        {
            await Poll.UntilAsync(async () => await StatisticAsync("idle_kicks") >= kicks);
            Assert.That((await _backend.GetAsync(Key))?.ToArray(), Is.EqualTo("value"u8.ToArray()));
        }

        Assert.That(loggers.Count("Lost the connection"), Is.Zero);
    }

    [TestCase("-m", "2", "-M")]
    [TestCase("-m", "2")]
    public async Task No_caller_fails_while_the_server_is_out_of_memory_and_it_is_used_again_afterwards(params string[] arguments)
    {
        await StartAsync(arguments);
        await using ServiceProvider services = Services();
        ICache cache = services.GetRequiredService<ICache>();
        string large = new('x', 400_000);

        for (int number = 0; number < 60; number++)
        {
            string key = number.ToString(CultureInfo.InvariantCulture);
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(key + large), _inShop), Is.EqualTo(key + large));
        }

        await _server.SendAsync("flush_all");
        await Poll.UntilAsync(async () =>
        {
            await cache.SetAsync("after", "value", _inShop);
            return (await cache.TryGetAsync<string>("after", _inShop)).Value == "value";
        });
    }

    // A flush removes the generations with the entries, so later entries and earlier entries have different ones. During the second of the
    // flush the server also drops new items.
    [Test]
    public async Task Entries_that_a_delayed_flush_removes_are_misses_and_never_reappear()
    {
        await StartAsync();
        await using ServiceProvider services = Services();
        ICache cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("key", "old", _inShop);

        await _server.SendAsync("flush_all 2");
        await Poll.UntilAsync(async () => !(await cache.TryGetAsync<string>("key", _inShop)).HasValue);
        string? found = null;
        await Poll.UntilAsync(async () =>
        {
            await cache.SetAsync("key", "new", _inShop);
            found = (await cache.TryGetAsync<string>("key", _inShop)).Value;
            return found is not null;
        });

        Assert.That(found, Is.EqualTo("new"));
        await cache.ClearAsync("shop");
        Assert.That((await cache.TryGetAsync<string>("key", _inShop)).HasValue, Is.False);
    }

    [Test]
    public async Task A_generation_that_another_program_has_overwritten_is_replaced(
        [Values("app:@generation", "app:shop:@generation")] string name,
        [Values("", "garbage", "AAAAAAAAAAA", "A A A A A A A A A A A", "0123456789abcdef0123456789abcdef")] string garbage)
    {
        await StartAsync();
        await _backend.SetAsync(Key, "old"u8.ToArray(), timeToLive: null);

        await OverwriteAsync(name, garbage);

        Assert.That(await _backend.GetAsync(Key), Is.Null);
        await _backend.SetAsync(Key, "new"u8.ToArray(), timeToLive: null);
        Assert.That((await _backend.GetAsync(Key))?.ToArray(), Is.EqualTo("new"u8.ToArray()));
        await _backend.ClearAsync("app:shop:");
        Assert.That(await _backend.GetAsync(Key), Is.Null);
    }

    [Test]
    public async Task Two_levels_receive_changes_again_after_another_program_has_overwritten_their_log()
    {
        await StartAsync();
        using var memory = new InMemoryBackend();
        using var otherMemory = new InMemoryBackend();
        var options = new TieredBackendOptions { Interval = TimeSpan.FromMilliseconds(100), Staleness = TimeSpan.FromHours(1) };
        await using var tiers = new TieredBackend(memory, _backend, options);
        await using var other = new TieredBackend(otherMemory, SharedServers.Backend(_server.ConnectionString), options);
        await tiers.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);
        await other.GetAsync(Key);

        await OverwriteAsync(options.Channel + "@" + new string('A', 11), "garbage");

        await tiers.RemoveAsync(Key);
        await Poll.UntilAsync(async () => await other.Local.GetAsync(Key) is null);
    }

    private async Task StartAsync(params string[] arguments)
    {
        _server = await MemcachedServer.StartAsync(arguments);
        _backend = SharedServers.Backend(_server.ConnectionString);
    }

    private async Task OverwriteAsync(string name, string garbage) =>
        Assert.That(await _server.SendAsync($"set {name} 0 0 {Encoding.ASCII.GetByteCount(garbage)}\r\n{garbage}"), Does.StartWith("STORED"));

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("app", SharedServers.Patiently).UseBackend(_backend);
        return services.BuildServiceProvider();
    }

    private async Task<long> StatisticAsync(string name)
    {
        string line = (await _server.SendAsync("stats")).Split("\r\n").First(line => line.StartsWith($"STAT {name} ", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
    }
}
