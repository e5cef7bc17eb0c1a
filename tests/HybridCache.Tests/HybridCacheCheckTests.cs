using CacheKit.Hybrid.Tests.Fakes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hybrid.Tests;

[TestFixture]
internal sealed class HybridCacheCheckTests
{
    [Test]
    public async Task CacheKit_alone_needs_no_warning() =>
        Assert.That(await WarningsAsync(services => services.AddCacheKit().UseInMemory().AsHybridCache()), Is.Empty);

    [Test]
    public async Task A_later_registration_of_the_same_cache_needs_no_warning() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddCacheKit().UseInMemory().AsHybridCache();
                services.AddCacheKit().UseInMemory().AsHybridCache();
            }),
            Is.Empty);

    [Test]
    public async Task A_host_that_has_AddHybridCache_too_warns([Values] bool isFirst) =>
        Assert.That(
            await WarningsAsync(services =>
            {
                if (isFirst)
                    services.AddHybridCache();
                services.AddCacheKit().UseInMemory().AsHybridCache();
                if (!isFirst)
                    services.AddHybridCache();
            }),
            Has.One.Items.And.One.Contains("is the default cache").And.One.Contains("AddHybridCache was called too"));

    [Test]
    public async Task A_host_that_has_a_keyed_HybridCache_of_the_same_name_warns([Values] bool isFirst)
    {
        string[] warnings = await WarningsAsync(services =>
        {
            if (isFirst)
                services.AddKeyedHybridCache("catalog");
            services.AddKeyedCacheKit("catalog").UseInMemory().AsHybridCache();
            if (!isFirst)
                services.AddKeyedHybridCache("catalog");
        });

        Assert.That(warnings, Has.One.Items);
        Assert.That(warnings[0], Does.Contain("cache 'catalog'").And.Contain(isFirst ? "no effect" : "is used"));
    }

    [Test]
    public async Task A_keyed_HybridCache_of_another_name_needs_no_warning() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddKeyedHybridCache("catalog");
                services.AddCacheKit().UseInMemory().AsHybridCache();
            }),
            Is.Empty);

    [Test]
    public async Task A_host_that_uses_another_HybridCache_warns_and_names_it() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddCacheKit().UseInMemory().AsHybridCache();
                services.AddSingleton<HybridCache, OtherHybridCache>();
            }),
            Has.One.Items.And.One.Contains("default cache is not the HybridCache").And.One.Contains(nameof(OtherHybridCache)));

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
