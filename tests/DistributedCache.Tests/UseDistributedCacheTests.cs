using CacheKit.DistributedCache.Tests.Fakes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

[TestFixture]
internal sealed class UseDistributedCacheTests
{
    [TestCase(null)]
    [TestCase("store")]
    public async Task A_cache_keeps_its_entries_in_the_registered_service(string? key)
    {
        var remote = new RemoteCache();
        using IHost host = await StartAsync(services =>
        {
            services.AddKeyedSingleton<IDistributedCache>(key, remote);
            services.AddCacheKit("p").UseDistributedCache(key);
        });
        await host.Services.GetRequiredService<ICache>().SetAsync("key", "value");
        Assert.That(await remote.GetAsync("p::key"), Is.Not.Null);
    }

    [Test]
    public async Task A_service_that_is_registered_for_any_key_is_used()
    {
        using IHost host = await StartAsync(services =>
        {
            services.AddKeyedSingleton<IDistributedCache>(KeyedService.AnyKey, (_, _) => new RemoteCache());
            services.AddCacheKit("p").UseDistributedCache("store");
        });
        await host.Services.GetRequiredService<ICache>().SetAsync("key", "value");
        Assert.That(await host.Services.GetRequiredKeyedService<IDistributedCache>("store").GetAsync("p::key"), Is.Not.Null);
    }

    [Test]
    public async Task CacheKit_is_the_service_and_uses_one_with_a_key()
    {
        using IHost host = await StartAsync(services =>
        {
            services.AddKeyedSingleton<IDistributedCache>("store", new RemoteCache());
            services.AddCacheKit("p").UseDistributedCache("store").AsDistributedCache();
        });
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("key", [1, 2], new());
        Assert.That(await cache.GetAsync("key"), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public async Task A_store_without_sliding_expiration_is_named_in_a_warning()
    {
        var log = new RecordingLoggers();
        using IHost host = await StartAsync(services =>
        {
            services.AddSingleton<ILoggerFactory>(log);
            services.AddKeyedSingleton<IDistributedCache>("store", new RemoteCache());
            services.AddCacheKit("p").UseDistributedCache("store").AsDistributedCache();
        });
        _ = host.Services.GetRequiredService<IDistributedCache>();
        Assert.That(
            log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message),
            Has.One.Items.And.One.Contains("sliding expiration").And.One.Contains(nameof(DistributedCacheBackend)));
    }

    [Test]
    public async Task A_store_with_sliding_expiration_needs_no_warning([Values] bool isInMemory)
    {
        var log = new RecordingLoggers();
        var clock = new FakeTimeProvider();
        using IHost host = await StartAsync(services =>
        {
            services.AddSingleton<ILoggerFactory>(log);
            CacheKitBuilder builder = services.AddCacheKit("p").AsDistributedCache();
            _ = isInMemory ? builder.UseInMemory() : builder.UseBackend(_ => new SharedStore(clock));
        });
        _ = host.Services.GetRequiredService<IDistributedCache>();
        Assert.That(log.Lines.Where(line => line.Level >= LogLevel.Warning), Is.Empty);
    }

    [Test]
    public void A_cache_that_would_use_itself_fails_at_the_start() =>
        Assert.That(
            () => StartAsync(services =>
            {
                services.AddSingleton<IDistributedCache>(new RemoteCache());
                services.AddCacheKit("p").UseDistributedCache().AsDistributedCache();
            }),
            Throws.InvalidOperationException.With.Message.Contains("AsDistributedCache").And.Message.Contains("keyed service"));

    [Test]
    public void A_cache_that_would_use_itself_fails_without_a_host()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("p").UseDistributedCache().AsDistributedCache();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("AsDistributedCache"));
    }

    [TestCase(null)]
    [TestCase("store")]
    public void A_missing_service_fails_at_the_start(string? key) =>
        Assert.That(
            () => StartAsync(services => services.AddCacheKit("p").UseDistributedCache(key)),
            Throws.InvalidOperationException.With.Message.Contains("none is registered").And.Message.Contains(key ?? "default cache"));

    [Test]
    public void A_cache_of_CacheKit_is_not_a_store()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("p").UseInMemory().AsDistributedCache();
        using ServiceProvider provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<IDistributedCache>();
        Assert.That(() => new DistributedCacheBackend(cache), Throws.ArgumentException);
    }

    [Test]
    public async Task The_log_says_what_the_store_cannot_do()
    {
        var log = new RecordingLoggers();
        using IHost host = await StartAsync(services =>
        {
            services.AddSingleton<ILoggerFactory>(log);
            services.AddSingleton<IDistributedCache>(new RemoteCache());
            services.AddCacheKit("p").UseDistributedCache();
        });
        host.Services.GetRequiredService<ICache>();
        Assert.That(
            log.Lines.Select(line => line.Message),
            Has.One.Contains(nameof(RemoteCache)).And.One.Contains("leases have no effect on other processes"));
    }

    private static async Task<IHost> StartAsync(Action<IServiceCollection> register)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        register(builder.Services);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
