using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Weaving.Tests;

/// <summary>Woven functions use the cache of the host that calls them.</summary>
[TestFixture]
internal sealed class HostTests
{
    [SetUp]
    public void Start()
    {
        CacheManager.Reset();
        Shapes.Runs = 0;
        Catalog.Runs = 0;
    }

    [Test]
    public async Task A_worker_that_never_asks_for_a_cache_has_its_functions_cached()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCacheKit().UseInMemory();
        builder.Services.AddSingleton<Caller>().AddHostedService(services => services.GetRequiredService<Caller>());
        using IHost host = builder.Build();
        Shapes.Find(7);
        await host.StartAsync();
        await host.Services.GetRequiredService<Caller>().ExecuteTask!;
        Assert.That(Shapes.Runs, Is.EqualTo(1));
        await host.StopAsync();
    }

    [Test]
    public async Task Hosts_that_call_a_function_in_turn_keep_their_entries_apart()
    {
        using IHost one = Build();
        using IHost two = Build();
        async Task<int> FindAsync(IHost host)
        {
            CacheManager.Use(host.Services);
            await Task.Yield();
            return Shapes.Find(7).GetHashCode() + Catalog.Find(7);
        }

        for (int turn = 0; turn < 3; turn++)
        {
            await FindAsync(one);
            await FindAsync(two);
        }

        Assert.That((Shapes.Runs, Catalog.Runs), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_function_binds_to_the_next_host_after_its_host_has_ended()
    {
        using (IHost one = Build())
        {
            CacheManager.Use(one.Services);
            Shapes.Find(7);
        }

        using IHost two = Build();
        Shapes.Find(7);
        Shapes.Find(7);
        Assert.That(Shapes.Runs, Is.EqualTo(2));
        Assert.That(await two.Services.GetRequiredService<ICache>().ClearAsync(), Is.EqualTo(1));
    }

    private static IHost Build()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCacheKit().UseInMemory();
        builder.Services.AddKeyedCacheKit("catalog").UseInMemory();
        return builder.Build();
    }

    private sealed class Caller : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken)
        {
            Shapes.Find(7);
            return base.StartAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            Shapes.Find(7);
            return Task.CompletedTask;
        }
    }
}
