using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>The store, the two levels and the prefix of a cache that a section configures.</summary>
[TestFixture]
internal sealed class ConfiguredBackendTests
{
    [Test]
    public void The_section_chooses_the_prefix_and_the_store_with_its_settings()
    {
        using ServiceProvider services = ServicesOf(
            ("Prefix", "shop"), ("Store", "sample"), ("ConnectionString", "here"), ("Sample:Size", "7"), ("Sample:Word", "w"), ("Sample:Pause", "7s"));
        var settings = services.GetRequiredService<ICacheSettings>();
        var backend = (SampleBackend)settings.Backend;
        Assert.That((settings.Prefix, backend.Connection, backend.Size), Is.EqualTo(("shop", "here", 7)));
        Assert.That((backend.Word, backend.Pause), Is.EqualTo(("w", TimeSpan.FromSeconds(7))));
    }

    [Test]
    public void A_connection_string_of_the_application_is_found_by_its_name()
    {
        using ServiceProvider services = ServicesOf(("Store", "sample"), ("ConnectionName", "cache"), ("ConnectionStrings:cache", "there"));
        Assert.That(BackendOf(services).Connection, Is.EqualTo("there"));
    }

    [Test]
    public void A_connection_string_wins_over_a_name()
    {
        using ServiceProvider services = ServicesOf(("Store", "sample"), ("ConnectionName", "cache"), ("ConnectionString", "here"));
        Assert.That(BackendOf(services).Connection, Is.EqualTo("here"));
    }

    [TestCase("ConnectionName", "cach", "CacheKit:ConnectionName: there is no connection string 'cach'. Set ConnectionStrings:cach, or")]
    [TestCase("ConnectionString", "wrong", "CacheKit:ConnectionString: The connection is wrong.")]
    [TestCase("Sample:NeedsConnection", "true", "CacheKit:ConnectionString: A sample needs a connection. Set it, or set ConnectionName to")]
    [TestCase("Store", "memcached", "Add the package of another store, such as")]
    [TestCase("Store", "sampel", "CacheKit:Store: there is no store 'sampel'. Did you mean 'Sample'? The referenced packages have: Memory, Sample")]
    public void A_wrong_store_or_connection_is_an_error_with_its_path(string name, string value, string problem)
    {
        using ServiceProvider services = ServicesOf([.. new[] { ("Store", (string?)"sample") }.Where(store => store.Item1 != name), (name, value)]);
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(problem));
    }

    [Test]
    public void The_message_about_a_wrong_named_connection_has_the_path_of_the_name()
    {
        using ServiceProvider services = ServicesOf(("Store", "sample"), ("ConnectionName", "cache"), ("ConnectionStrings:cache", "wrong"));
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("CacheKit:ConnectionName: The"));
    }

    [Test]
    public void A_section_without_a_store_is_an_error_that_lists_the_stores()
    {
        using ServiceProvider services = ServicesOf(("Prefix", "shop"));
        Assert.That(
            () => services.GetRequiredService<ICache>(),
            Throws.InvalidOperationException.With.Message.Contains("no store. Set CacheKit:Store to a store of a referenced package (Memory, Sample"));
    }

    [Test]
    public void A_section_that_is_missing_is_named()
    {
        using ServiceProvider services = ServicesOf();
        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("The section CacheKit is empty or missing."));
    }

    [TestCase("Memory", "true")]
    [TestCase("Memory:LocalExpiration", "7s")]
    [TestCase("Memory:SizeLimit", "1000000")]
    public async Task Memory_is_a_level_in_front_of_the_store(string name, string value)
    {
        ServiceProvider services = ServicesOf(("Store", "sample"), (name, value));
        var tiered = (TieredBackend)services.GetRequiredService<ICacheSettings>().Backend;
        var remote = (SampleBackend)tiered.Remote;
        Assert.That(tiered.Local, Is.TypeOf<InMemoryBackend>());

        await services.DisposeAsync();

        Assert.That(remote.Disposals, Is.EqualTo(1));
    }

    [Test]
    public void Memory_can_be_switched_off_by_another_source()
    {
        using ServiceProvider services = ServicesOf(("Store", "sample"), ("Memory:LocalExpiration", "7s"), ("Memory", "false"));
        Assert.That(BackendOf(services), Is.TypeOf<SampleBackend>());
    }

    [Test]
    public void Memory_as_the_store_ignores_what_another_store_needs()
    {
        using ServiceProvider services = ServicesOf(
            ("Store", "memory"), ("ConnectionName", "missing"), ("Memory:LocalExpiration", "7s"), ("Memory:SizeLimit", "1000000"), ("Sample:Size", "7"));
        Assert.That(services.GetRequiredService<ICacheSettings>().Backend, Is.TypeOf<InMemoryBackend>());
    }

    [Test]
    public async Task Memory_uses_the_clock_of_the_application()
    {
        var clock = new FakeTimeProvider();
        await using ServiceProvider services = ServicesOf(services => services.AddSingleton<TimeProvider>(clock), ("Store", "memory"));
        ICache cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromHours(1) });
        clock.Advance(TimeSpan.FromHours(2));
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public void The_container_disposes_the_store_once()
    {
        SampleBackend backend;
        using (ServiceProvider services = ServicesOf(("Store", "sample")))
            backend = BackendOf(services);
        Assert.That(backend.Disposals, Is.EqualTo(1));
    }

    [Test]
    public void Code_can_choose_the_store_of_a_section_without_one()
    {
        var services = new ServiceCollection();
        services.AddCacheKit(Section.Of(("Prefix", "shop"))).UseInMemory();
        using ServiceProvider provider = services.BuildServiceProvider();
        var settings = provider.GetRequiredService<ICacheSettings>();
        Assert.That((settings.Prefix, settings.Backend.GetType()), Is.EqualTo(("shop", typeof(InMemoryBackend))));
    }

    [TestCase("Store", "sample", "The default cache has two stores: one is chosen by CacheKit:Store, the other in code.")]
    [TestCase("Memory", "true", "CacheKit:Memory needs a store that configuration chooses")]
    public void A_section_and_code_must_not_choose_both(string name, string value, string message)
    {
        var services = new ServiceCollection();
        services.AddCacheKit(Section.Of((name, value))).UseInMemory();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.StartsWith(message));
    }

    [Test]
    public void Code_can_wrap_the_store_of_a_section()
    {
        var services = new ServiceCollection();
        services.AddCacheKit(Section.Of(("Store", "sample"))).WithMemory();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(((TieredBackend)provider.GetRequiredService<ICacheSettings>().Backend).Remote, Is.TypeOf<SampleBackend>());
    }

    [TestCase("false")]
    [TestCase("true")]
    public async Task Code_can_transform_the_payloads_of_the_store_of_a_section(string memory)
    {
        var transform = new KeyTransform();
        var services = new ServiceCollection();
        services.AddCacheKit(Section.Of(("Prefix", "shop"), ("Store", "sample"), ("Memory", memory))).Transform(transform);
        ServiceProvider provider = services.BuildServiceProvider();
        var settings = provider.GetRequiredService<ICacheSettings>();
        await provider.GetRequiredService<ICache>().SetAsync("key", "value");
        Assert.That(settings.Backend.FindCapability<TieredBackend>() is not null, Is.EqualTo(memory == "true"));
        Assert.That(transform.Keys, Is.Not.Empty.And.All.EqualTo("shop::key"));

        var store = settings.Backend.FindCapability<SampleBackend>()!;
        await provider.DisposeAsync();
        Assert.That(store.Disposals, Is.EqualTo(1));
    }

    [Test]
    public void A_store_in_code_goes_before_its_transforms()
    {
        CacheKitBuilder builder = new ServiceCollection().AddCacheKit(Section.Of(("Prefix", "shop"))).Transform(new KeyTransform());
        Assert.That(() => builder.UseInMemory(), Throws.InvalidOperationException.With.Message.Contains("has a store already"));
    }

    [Test]
    public void Sources_that_are_added_after_the_registration_count()
    {
        var configuration = new ConfigurationManager();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        configuration.AddInMemoryCollection(Section.Pairs(("Prefix", "late"), ("Store", "memory")));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<ICacheSettings>().Prefix, Is.EqualTo("late"));
    }

    [Test]
    public void Keyed_caches_have_sections_of_their_own()
    {
        IConfigurationRoot configuration = Section.Configuration(("one:Prefix", "1"), ("one:Store", "memory"), ("two:Prefix", "2"), ("two:Store", "sample"));
        var services = new ServiceCollection();
        services.AddKeyedCacheKit("one", configuration.GetSection("CacheKit:one"));
        services.AddKeyedCacheKit("two", configuration.GetSection("CacheKit:two"));
        using ServiceProvider provider = services.BuildServiceProvider();
        ICacheSettings[] caches = [provider.GetRequiredKeyedService<ICacheSettings>("one"), provider.GetRequiredKeyedService<ICacheSettings>("two")];
        Assert.That(caches.Select(cache => (cache.Prefix, cache.Backend.GetType())), Is.EqualTo(new[] { ("1", typeof(InMemoryBackend)), ("2", typeof(SampleBackend)) }));
    }

    private static SampleBackend BackendOf(ServiceProvider services) => (SampleBackend)services.GetRequiredService<ICacheSettings>().Backend;

    private static ServiceProvider ServicesOf(params (string Name, string? Value)[] settings) => ServicesOf(_ => { }, settings);

    private static ServiceProvider ServicesOf(Action<IServiceCollection> add, params (string Name, string? Value)[] settings)
    {
        IConfigurationRoot configuration = Section.Configuration(settings);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        add(services);
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }
}
