using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.DistributedCache.Tests;

[TestFixture]
internal sealed class DistributedCacheCheckTests
{
    [Test]
    public async Task CacheKit_in_place_of_an_earlier_registration_needs_no_warning() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddSingleton<IDistributedCache, MemoryDistributedCache>();
                services.AddCacheKit().UseInMemory().AsDistributedCache();
                services.AddDistributedMemoryCache();
            }),
            Is.Empty);

    [Test]
    public async Task A_later_registration_is_named() =>
        Assert.That(
            await WarningsAsync(services =>
            {
                services.AddCacheKit().UseInMemory().AsDistributedCache();
                services.AddSingleton<IDistributedCache, MemoryDistributedCache>();
            }),
            Has.One.Items.And.One.Contains("default cache is not the IDistributedCache").And.One.Contains(nameof(MemoryDistributedCache)));

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
