using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving.Tests;

/// <summary>Functions that name their cache by <c>[CacheName]</c>.</summary>
[TestFixture]
internal sealed class NamedCacheTests
{
    private ServiceProvider _services = null!;

    [SetUp]
    public void Start()
    {
        CacheManager.Reset();
        Catalog.Runs = 0;
        var services = new ServiceCollection();
        services.AddCacheKit("default").UseInMemory();
        services.AddKeyedCacheKit("catalog", "catalog").UseInMemory();
        services.AddKeyedCacheKit("reports", "reports").UseInMemory();
        _services = services.BuildServiceProvider();
        CacheManager.Use(_services);
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        _services.Dispose();
    }

    [Test]
    public async Task The_entry_is_in_the_cache_that_the_type_or_the_function_names()
    {
        ITitles articles = new Titles();
        Assert.That(CacheManager.For(() => Catalog.Find(7)).Key, Does.StartWith("catalog::"));
        Assert.That(CacheManager.For(() => Catalog.ReportAsync(7)).Key, Does.StartWith("reports::"));
        Assert.That(CacheManager.For(() => articles.Name(7)).Key, Does.StartWith("catalog::"));
        Assert.That((Catalog.Find(7), Catalog.Find(7), Catalog.Find(7)), Is.EqualTo((107, 107, 107)));
        Assert.That((await Catalog.ReportAsync(7), await Catalog.ReportAsync(7)), Is.EqualTo((207, 207)));
        Assert.That((await Of("catalog").ClearAsync(), await Of("reports").ClearAsync(), await CacheManager.ClearAsync()), Is.EqualTo((1, 1, 0)));
    }

    [Test]
    public void A_put_and_an_eviction_reach_the_entry_in_its_cache()
    {
        Catalog.Set(7, 70);
        Assert.That(Catalog.Find(7), Is.EqualTo(70));
        Catalog.Forget(7);
        Assert.That(Catalog.Find(7), Is.EqualTo(107));
    }

    [Test]
    public async Task A_tag_is_evicted_in_the_cache_that_the_evicting_function_names()
    {
        Catalog.Tagged(7);
        await CacheManager.EvictAsync("all");
        Assert.That(Catalog.Tagged(7), Is.EqualTo(107));
        await Catalog.ForgetAllAsync();
        Assert.That(Catalog.Tagged(7), Is.EqualTo(207));
    }

    [Test]
    public void An_unknown_name_is_an_error_that_lists_the_known_ones() =>
        Assert.That(() => Catalog.Lost(7), Throws.InvalidOperationException.With.Message.EqualTo(
            "There is no cache 'nowhere'. The services of this application have the default cache, 'catalog', 'reports'. " +
                "Register it, for example by services.AddKeyedCacheKit(\"nowhere\").UseInMemory()."));

    [Test]
    public void A_function_that_evicts_does_not_run_where_its_cache_is_missing()
    {
        Assert.That(() => Catalog.ForgetLost(7), Throws.InvalidOperationException);
        Assert.That(Catalog.Runs, Is.Zero);
    }

    [Test]
    public void The_cache_of_Init_has_no_name()
    {
        _services.Dispose();
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend);
        Assert.That(() => Catalog.Find(7), Throws.InvalidOperationException.With.Message.StartsWith("There is no cache 'catalog'."));
    }

    [Test]
    public void A_named_cache_is_found_beside_that_of_Init()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend, "init");
        Assert.That(CacheManager.For(() => Catalog.Find(7)).Key, Does.StartWith("catalog::"));
        Assert.That(CacheManager.For(() => Shapes.Find(7)).Key, Does.StartWith("init::"));
    }

    private ICache Of(string name) => _services.GetRequiredKeyedService<ICache>(name);
}
