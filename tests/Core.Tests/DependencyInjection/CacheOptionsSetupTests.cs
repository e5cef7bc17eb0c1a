using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>The settings of a registered cache are options like any others.</summary>
[TestFixture]
internal sealed class CacheOptionsSetupTests : HostFixture
{
    private static readonly TimeSpan _one = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _two = TimeSpan.FromMinutes(2);

    [Test]
    public void Options_that_the_application_configures_count_for_the_default_cache()
    {
        IHost host = Build("options", services =>
        {
            services.Configure<CacheOptions>(options => options.Expiration = _one);
            services.AddCacheKit().UseInMemory();
        });
        Assert.That(host.Services.GetRequiredService<ICacheSettings>().Expiration, Is.EqualTo(_one));
    }

    [Test]
    public void Named_options_count_for_the_keyed_cache_of_their_name()
    {
        IHost host = Build("options", services =>
        {
            services.AddKeyedCacheKit("one").UseInMemory();
            services.AddKeyedCacheKit("two").UseInMemory();
            services.Configure<CacheOptions>("two", options => options.Expiration = _two);
        });
        Assert.That(
            (host.Services.GetRequiredKeyedService<ICacheSettings>("one").Expiration, host.Services.GetRequiredKeyedService<ICacheSettings>("two").Expiration),
            Is.EqualTo(((TimeSpan?)null, (TimeSpan?)_two)));
    }

    [Test]
    public void The_settings_of_a_cache_are_injected_as_options()
    {
        IHost host = Build("options", services => services.AddCacheKit(Section.Of(("Store", "memory"), ("Expiration", "1m")))
            .Configure((_, options) => options.Namespace = "code"));
        CacheOptions options = host.Services.GetRequiredService<IOptions<CacheOptions>>().Value;
        Assert.That((options.Expiration, options.Namespace), Is.EqualTo(((TimeSpan?)_one, "code")));
        Assert.That(host.Services.GetRequiredService<IOptionsMonitor<CacheOptions>>().Get("other").Expiration, Is.Null);
    }

    [Test]
    public void Code_wins_over_the_section_and_what_is_configured_later_wins()
    {
        IHost host = Build("options", services =>
        {
            services.AddCacheKit(Section.Of(("Store", "memory"), ("Expiration", "1m"), ("Namespace", "section"), ("StatusHeader", "X-Section")))
                .Configure((_, options) => (options.Namespace, options.StatusHeader) = ("code", "X-Code"));
            services.Configure<CacheOptions>(options => options.StatusHeader = "X-Later");
        });
        CacheOptions options = host.Services.GetRequiredService<IOptions<CacheOptions>>().Value;
        Assert.That((options.Expiration, options.Namespace, options.StatusHeader), Is.EqualTo(((TimeSpan?)_one, "code", "X-Later")));
    }

    [Test]
    public void A_registration_that_was_replaced_configures_nothing()
    {
        IHost host = Build("options", services =>
        {
            services.AddCacheKit(Section.Of(("Expiration", "wrong")));
            services.AddCacheKit("first", options => options.Expiration = _one).UseInMemory();
            services.AddCacheKit("second").UseInMemory();
        });
        Assert.That(host.Services.GetRequiredService<ICacheSettings>().Expiration, Is.Null);
        Assert.That(() => host.StartAsync(), Throws.Nothing);
    }

    [Test]
    public void An_option_that_is_configured_before_the_registration_wins_over_the_environment()
    {
        IHost host = Build("options", services =>
        {
            services.Configure<CacheOptions>(options => options.ChecksEveryValue = false);
            services.AddSingleton<IHostEnvironment>(new DevelopmentEnvironment());
            services.AddCacheKit().UseInMemory();
        });
        Assert.That(host.Services.GetRequiredService<IOptions<CacheOptions>>().Value.ChecksEveryValue, Is.False);
    }

    [Test]
    public void Validators_of_the_application_count()
    {
        IHost host = Build("options", services =>
        {
            services.AddCacheKit().UseInMemory();
            services.AddOptions<CacheOptions>().Validate(options => options.Expiration is not null, "Each cache needs an expiration.");
        });
        Assert.That(() => host.Services.GetRequiredService<ICache>(), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("needs an expiration"));
    }
}
