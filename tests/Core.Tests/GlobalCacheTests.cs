using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Core.Tests;

/// <summary>The cache of a host becomes the global cache, without being resolved from the services first.</summary>
[TestFixture]
internal sealed class GlobalCacheTests : HostFixture
{
    [Test]
    public async Task A_hosted_service_has_the_cache_when_it_starts_and_when_it_runs()
    {
        IHost host = Build("worker");
        await host.StartAsync();
        WorkerOf(host).GoOn();
        Assert.That((WorkerOf(host).PrefixOfStart, await WorkerOf(host).PrefixOfExecute), Is.EqualTo(("worker", "worker worker")));
        await host.StopAsync();
    }

    [Test]
    public async Task A_hosted_service_that_was_registered_before_the_cache_has_it_too()
    {
        IHost host = Build("", services =>
        {
            services.AddCacheKit("late").UseInMemory();
            services.Add(services.First(service => service.ServiceType == typeof(IHostedService)));
        });
        await host.StartAsync();
        Assert.That(WorkerOf(host).PrefixOfStart, Is.EqualTo("late"));
        await host.StopAsync();
    }

    [Test]
    public async Task A_warm_up_between_Build_and_Run_has_the_cache()
    {
        IHost host = Build("warm");
        await CacheManager.SetAsync("key", 7);
        Assert.That((await host.Services.GetRequiredService<ICache>().TryGetAsync<int>("key")).Value, Is.EqualTo(7));
    }

    [TestCase("Development", true)]
    [TestCase("Production", false)]
    public void Each_value_is_checked_where_the_environment_of_the_host_is_development(string environment, bool isChecked)
    {
        Assume.That(System.Diagnostics.Debugger.IsAttached, Is.False);
        bool? seen = null;
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Services.AddCacheKit().UseInMemory().Configure((_, options) => seen = options.ChecksEveryValue);
        using IHost host = builder.Build();
        host.Services.GetRequiredService<ICache>();
        Assert.That(seen, Is.EqualTo(isChecked));
    }

    [Test]
    public void A_host_of_the_older_kind_has_the_cache()
    {
        using IHost host = new HostBuilder().ConfigureServices(services => services.AddCacheKit("older").UseInMemory()).Build();
        Assert.That(CacheManager.Prefix, Is.EqualTo("older"));
    }

    [Test]
    public void The_cache_is_made_when_it_is_first_needed()
    {
        int made = 0;
        Build("", services => services.AddCacheKit().UseBackend(_ =>
        {
            made++;
            return new InMemoryBackend();
        }));
        Assert.That(made, Is.Zero);
        Assert.That((CacheManager.Default, made), Is.EqualTo((CacheManager.Default, 1)));
    }

    [Test]
    public void The_cache_of_Init_comes_first()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend, "init");
        Build("host");
        Assert.That(CacheManager.Prefix, Is.EqualTo("init"));
        CacheManager.Reset();
        Assert.That(CacheManager.Prefix, Is.EqualTo("host"));
    }

    [Test]
    public void A_host_without_a_store_throws_at_the_first_call()
    {
        Build("", services => services.AddCacheKit());
        Assert.That(() => CacheManager.Default, Throws.InvalidOperationException.With.Message.Contains("The default cache has no store"));
    }

    [Test]
    public void Services_without_a_host_are_used_on_request()
    {
        using ServiceProvider services = new ServiceCollection().AddCacheKit("alone").UseInMemory().Services.BuildServiceProvider();
        CacheManager.Use(services);
        Assert.That(CacheManager.Prefix, Is.EqualTo("alone"));
    }

    [Test]
    public void Services_without_a_cache_can_not_be_used()
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        Assert.That(() => CacheManager.Use(services), Throws.InvalidOperationException.With.Message.StartsWith("These services have no cache."));
    }
}
