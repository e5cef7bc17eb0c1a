using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>Hosts with caches that sections configure.</summary>
[TestFixture]
internal sealed class ConfiguredCachesServiceTests : HostFixture
{
    [Test]
    public async Task A_worker_needs_nothing_but_its_section()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Section.Pairs(("Prefix", "worker"), ("Store", "memory"), ("Expiration", "1m")));
        builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.That(await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That((CacheManager.Prefix, CacheManager.Expiration), Is.EqualTo(("worker", TimeSpan.FromMinutes(1))));
    }

    [Test]
    public async Task Environment_variables_are_settings()
    {
        string prefix = $"TEST{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable(prefix + "CacheKit__Store", "sample");
        Environment.SetEnvironmentVariable(prefix + "CacheKit__ConnectionName", "cache");
        Environment.SetEnvironmentVariable(prefix + "ConnectionStrings__cache", "there");
        Environment.SetEnvironmentVariable(prefix + "CacheKit__Policies__catalog__Tags__0", "catalog");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables(prefix);
        builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.That(((SampleBackend)host.Services.GetRequiredService<ICacheSettings>().Backend).Connection, Is.EqualTo("there"));
        Assert.That(host.Services.GetRequiredService<IOptions<CacheOptions>>().Value.Policies.Find("catalog").Tags, Is.EqualTo(new[] { "catalog" }));
    }

    [Test]
    public void Problems_of_all_caches_fail_the_start_in_one_message()
    {
        IHost host = Build("wrong", services =>
        {
            IConfigurationRoot configuration = Section.Configuration(("one:Enabled", "yes"), ("two:Store", "redys"));
            services.AddCacheKit(configuration.GetSection("CacheKit:one"));
            services.AddKeyedCacheKit("two", configuration.GetSection("CacheKit:two"));
        });
        Assert.That(
            () => host.StartAsync(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("CacheKit:one:Enabled: 'yes'").And.Message.Contains("CacheKit:two:Store: there is no store 'redys'"));
    }

    [Test]
    public void A_problem_fails_the_start_before_other_services_start()
    {
        bool isStarted = false;
        IHost host = Build("wrong", services =>
        {
            services.AddHostedService(_ => new StartingService(() => isStarted = true));
            services.AddCacheKit(Section.Of(("Enabled", "yes")));
        });
        Assert.That(() => host.StartAsync(), Throws.InstanceOf<OptionsValidationException>());
        Assert.That(isStarted, Is.False);
    }
}
