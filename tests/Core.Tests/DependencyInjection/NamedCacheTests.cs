using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Core.Tests.DependencyInjection;

[TestFixture, NonParallelizable]
internal sealed class NamedCacheTests
{
    private readonly ServiceCollection _services = [];

    [Test]
    public async Task Named_caches_do_not_share_entries()
    {
        _services.AddCacheKit().UseInMemory();
        _services.AddKeyedCacheKit("one").UseInMemory();
        _services.AddKeyedCacheKit("two").UseInMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache[] caches =
        [
            provider.GetRequiredService<ICache>(),
            provider.GetRequiredKeyedService<ICache>("one"),
            provider.GetRequiredKeyedService<ICache>("two"),
        ];

        await caches[1].SetAsync("key", 7);

        Assert.That(
            (
                (await caches[0].TryGetAsync<int>("key")).HasValue,
                (await caches[1].TryGetAsync<int>("key")).HasValue,
                (await caches[2].TryGetAsync<int>("key")).HasValue),
            Is.EqualTo((false, true, false)));
    }

    [Test]
    public void Each_named_cache_has_its_own_settings()
    {
        _services.AddKeyedCacheKit("one", "first", options => options.Expiration = TimeSpan.FromMinutes(1)).UseInMemory();
        _services.AddKeyedCacheKit("two", "second").UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        ICacheSettings one = provider.GetRequiredKeyedService<ICacheSettings>("one");
        ICacheSettings two = provider.GetRequiredKeyedService<ICacheSettings>("two");
        Assert.That(
            (one.Prefix, one.Expiration, two.Prefix, two.Expiration),
            Is.EqualTo(("first", (TimeSpan?)TimeSpan.FromMinutes(1), "second", (TimeSpan?)null)));
    }

    [Test]
    public void Each_named_cache_has_its_own_switch()
    {
        _services.AddKeyedCacheKit("one").UseInMemory();
        _services.AddKeyedCacheKit("two").UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        provider.GetRequiredKeyedService<ICacheSettings>("one").Enabled = false;
        Assert.That(provider.GetRequiredKeyedService<ICacheSettings>("two").Enabled, Is.True);
    }

    [Test]
    public void A_named_cache_is_not_the_default_one()
    {
        _services.AddKeyedCacheKit("one").UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(provider.GetService<ICache>(), Is.Null);
    }

    [Test]
    public void A_named_cache_does_not_take_the_store_of_another()
    {
        _services.AddCacheKit().UseInMemory();
        _services.AddKeyedCacheKit("one");
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(
            () => provider.GetRequiredKeyedService<ICache>("one"),
            Throws.InvalidOperationException.With.Message.Contains("The cache 'one' has no store").And.Message.Contains(
                "AddKeyedCacheKit(\"one\").UseInMemory()"));
    }

    [Test]
    public void A_named_cache_does_not_take_a_store_that_the_application_registered()
    {
        _services.AddSingleton<ICacheBackend>(new RecordingBackend());
        _services.AddKeyedSingleton<ICacheBackend>("one", new RecordingBackend());
        _services.AddKeyedCacheKit("one");
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredKeyedService<ICache>("one"), Throws.InvalidOperationException);
    }

    [Test]
    public void A_second_registration_of_a_name_takes_the_place_of_the_first()
    {
        _services.AddKeyedCacheKit("one", "first").UseInMemory();
        _services.AddKeyedCacheKit("one", "second").UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(provider.GetRequiredKeyedService<ICacheSettings>("one").Prefix, Is.EqualTo("second"));
    }

    [Test]
    public void A_name_finds_its_cache_in_the_services_that_are_used()
    {
        _services.AddKeyedCacheKit("one", "first").UseInMemory();
        _services.AddKeyedCacheKit("two").UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        CacheManager.Use(provider);
        Assert.That(CacheManager.Named("one"), Is.SameAs(provider.GetRequiredKeyedService<ICache>("one")));
        Assert.That(() => CacheManager.Named("three"), Throws.InvalidOperationException.With.Message.EqualTo(
            "There is no cache 'three'. The services of this application have 'one', 'two'. " +
            "Register it, for example by services.AddKeyedCacheKit(\"three\").UseInMemory()."));
        Assert.That(() => CacheManager.Default, Throws.InvalidOperationException.With.Message.Contains("have 'one', 'two', and no default cache"));
    }

    [Test]
    public void A_second_store_for_a_name_is_an_error()
    {
        CacheKitBuilder builder = _services.AddKeyedCacheKit("one").UseInMemory();
        Assert.That(() => builder.UseInMemory(), Throws.InvalidOperationException.With.Message.Contains("The cache 'one' has a store already"));
    }

    [Test]
    public void A_name_is_needed([Values(null, "")] string? name) =>
        Assert.That(() => _services.AddKeyedCacheKit(name!), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("name"));

    [Test]
    public void A_builder_has_the_name_of_its_cache()
    {
        Assert.That((_services.AddCacheKit().Name, _services.AddKeyedCacheKit("one").Name), Is.EqualTo(((string?)null, "one")));
    }
}
