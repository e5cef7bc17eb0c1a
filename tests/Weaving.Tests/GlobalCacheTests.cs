using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving.Tests;

/// <summary>Which cache woven functions use.</summary>
[TestFixture]
internal sealed class GlobalCacheTests
{
    [SetUp]
    [TearDown]
    public void Forget() => CacheManager.Reset();

    [Test]
    public void Without_a_cache_the_exception_of_a_call_says_what_to_do()
    {
        Shapes.Runs = 0;
        Assert.That(() => Shapes.Find(7), Throws.InvalidOperationException.With.Message.StartsWith("There is no global cache."));
        Assert.That(() => new Accounts().DeleteAsync(7), Throws.InvalidOperationException.With.Message.StartsWith("There is no global cache."));
        Assert.That(Shapes.Runs, Is.Zero);
    }

    [Test]
    public async Task The_default_cache_of_the_services_is_the_global_one()
    {
        await using ServiceProvider services = new ServiceCollection().AddCacheKit(prefix: "shop").UseInMemory().Services.BuildServiceProvider();
        ICache cache = services.GetRequiredService<ICache>();
        Assert.That(CacheManager.Default, Is.SameAs(cache));
        Assert.That(CacheManager.For(() => Shapes.Find(7)).Key, Does.StartWith("shop::"));
    }

    [Test]
    public async Task A_later_cache_of_services_becomes_the_global_one()
    {
        await using ServiceProvider one = new ServiceCollection().AddCacheKit().UseInMemory().Services.BuildServiceProvider();
        await using ServiceProvider other = new ServiceCollection().AddCacheKit().UseInMemory().Services.BuildServiceProvider();
        ICache earlier = one.GetRequiredService<ICache>();
        Assert.That(CacheManager.Default, Is.SameAs(earlier));
        ICache later = other.GetRequiredService<ICache>();
        Assert.That(CacheManager.Default, Is.SameAs(later));
    }

    [Test]
    public async Task The_cache_of_Init_stays_the_global_one()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend);
        await using ServiceProvider services = new ServiceCollection().AddCacheKit().UseInMemory().Services.BuildServiceProvider();
        services.GetRequiredService<ICache>();
        Assert.That(CacheManager.Backend, Is.SameAs(backend));
    }

    [Test]
    public async Task A_named_one_is_never_global()
    {
        await using ServiceProvider services = new ServiceCollection().AddKeyedCacheKit("reports").UseInMemory().Services.BuildServiceProvider();
        services.GetRequiredKeyedService<ICache>("reports");
        Assert.That(() => CacheManager.Default, Throws.InvalidOperationException);
    }
}
