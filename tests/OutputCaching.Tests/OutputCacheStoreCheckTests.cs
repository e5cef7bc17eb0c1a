using CacheKit.Servers;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.OutputCaching.Tests;

[TestFixture]
internal sealed class OutputCacheStoreCheckTests
{
    [Test]
    public async Task The_store_of_AddOutputCache_needs_no_warning([Values] bool isFirst) =>
        Assert.That(
            await WarningsAsync(services =>
            {
                if (isFirst)
                    services.AddOutputCache();
                services.AddCacheKit().UseInMemory().AsOutputCacheStore();
                services.AddOutputCache();
            }),
            Is.Empty);

    [Test]
    public async Task A_later_store_is_named_as_the_one_that_is_used() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddCacheKit().UseInMemory().AsOutputCacheStore();
                AddMicrosoftsRedis(services);
            }),
            Has.One.Items.And.One.Matches("uses RedisOutputCacheStore.* and does not use the default cache"));

    [Test]
    public async Task An_earlier_store_is_named_as_the_one_that_is_not_used() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                AddMicrosoftsRedis(services);
                services.AddCacheKit().UseInMemory().AsOutputCacheStore();
            }),
            Has.One.Items.And.One.Matches("uses the default cache .* and does not use RedisOutputCacheStore"));

    [Test]
    public async Task Of_two_caches_the_later_one_is_used() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddCacheKit().UseInMemory().AsOutputCacheStore();
                services.AddKeyedCacheKit("pages", "shop").UseInMemory().AsOutputCacheStore();
            }),
            Has.One.Items.And.One.Matches("uses the .*pages.* and does not use the default cache"));

    [Test]
    public async Task A_store_of_a_factory_is_mentioned() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddSingleton<IOutputCacheStore>(_ => null!);
                services.AddCacheKit().UseInMemory().AsOutputCacheStore();
            }),
            Has.One.Items.And.One.Contains("another IOutputCacheStore"));

    [Test]
    public async Task A_cache_that_is_registered_twice_needs_no_warning() =>
        Assert.That(
            await WarningsAsync(services => services.AddCacheKit().UseInMemory().AsOutputCacheStore().AsOutputCacheStore()),
            Is.Empty);

    private static void AddMicrosoftsRedis(IServiceCollection services) =>
        services.AddStackExchangeRedisOutputCache(options => options.Configuration = "localhost:1");

    private static async Task<string[]> WarningsAsync(Action<IServiceCollection> register)
    {
        var log = new RecordingLoggers();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(log);
        register(builder.Services);
        using IHost host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        return [.. log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
    }
}
