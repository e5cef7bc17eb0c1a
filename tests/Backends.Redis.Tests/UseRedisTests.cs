using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Registration of Redis in the application's services.</summary>
[TestFixture]
public sealed class UseRedisTests
{
    private RedisServer _redis = null!;

    [SetUp]
    public async Task Start() => _redis = await SharedServers.RedisAsync();

    [Test]
    public void A_connection_string_that_cannot_be_read_is_an_error_at_registration() =>
        Assert.That(() => new ServiceCollection().AddCacheKit().UseRedis("localhost:port"), Throws.ArgumentException);

    [Test]
    public void A_configuration_without_a_server_is_an_error_at_registration() =>
        Assert.That(() => new ServiceCollection().AddCacheKit().UseRedis(new ConfigurationOptions()), Throws.ArgumentException);

    [Test]
    public Task A_connection_string_is_used() => ExpectUseAsync((builder, _) => builder.UseRedis(_redis.ConnectionString));

    [Test]
    public Task A_configuration_is_used() => ExpectUseAsync((builder, _) => builder.UseRedis(ConfigurationOptions.Parse(_redis.ConnectionString)));

    [Test]
    public Task A_connection_of_the_caller_is_used_and_left_open() => ExpectUseAsync((builder, connection) => builder.UseRedis(connection));

    [Test]
    public Task A_connection_among_the_services_is_used_and_left_open() => ExpectUseAsync((builder, connection) =>
    {
        builder.Services.AddSingleton(connection);
        builder.UseRedis();
    });

    [Test]
    public Task A_keyed_connection_among_the_services_is_used_and_left_open() => ExpectUseAsync((builder, connection) =>
    {
        builder.Services.AddKeyedSingleton("cache", connection);
        builder.UseRedis(services => services.GetRequiredKeyedService<IConnectionMultiplexer>("cache"));
    });

    [Test]
    public void A_connection_that_is_not_among_the_services_is_an_error_that_says_what_to_add()
    {
        var services = new ServiceCollection();
        services.AddCacheKit().UseRedis();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(
            () => provider.GetRequiredService<ICache>(),
            Throws.InvalidOperationException.With.Message.Contains("no IConnectionMultiplexer for the cache. Register one"));
    }

    [Test]
    public async Task A_connection_is_opened_in_the_background_before_the_first_use()
    {
        string name = $"early-{Guid.NewGuid():N}";
        var services = new ServiceCollection();
        services.AddLogging().AddCacheKit().UseRedis($"{_redis.ConnectionString},name={name}");
        await using ServiceProvider provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<ICache>();
        await Poll.UntilAsync(async () => (await _redis.SendAsync("CLIENT", "LIST"))!.Contains(name, StringComparison.Ordinal));
    }

    [Test]
    public async Task A_server_that_is_down_when_the_cache_is_created_is_used_when_it_comes()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using var proxy = new TcpProxy(redis.Host, redis.Port);
        proxy.Cut();
        using var loggers = new RecordingLoggers();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(loggers);
        services.AddCacheKit("early", options => options.Store = new StoreOptions { Timeout = null })
            .UseRedis(RedisServer.Patient(proxy.ConnectionString));
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await Poll.UntilAsync(() => new(loggers.Count("Could not connect") == 1));
        proxy.Mend();
        await StoreAsync(cache);
        Assert.That(loggers.Count("Connecting"), Is.EqualTo(1));
    }

    private async Task ExpectUseAsync(Action<CacheKitBuilder, IConnectionMultiplexer> use)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        string prefix = $"use-{Guid.NewGuid():N}";
        var services = new ServiceCollection();
        use(services.AddCacheKit(prefix, options => options.Store = new StoreOptions { Timeout = null }), connection);

        await using (ServiceProvider provider = services.BuildServiceProvider())
            await StoreAsync(provider.GetRequiredService<ICache>());

        Assert.That(connection.IsConnected, Is.True);
        using var backend = new RedisBackend(connection);
        Assert.That(await backend.ClearAsync(prefix), Is.EqualTo(1));
    }

    // The first calls are misses if connecting takes more than a second.
    private static Task StoreAsync(ICache cache) => Poll.UntilAsync(async () =>
    {
        await cache.SetAsync("key", "value");
        return (await cache.TryGetAsync<string>("key")).HasValue;
    });
}
