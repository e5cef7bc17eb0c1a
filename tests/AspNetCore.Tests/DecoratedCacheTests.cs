using CacheKit.AspNetCore.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheKit.AspNetCore.Tests;

/// <summary>An application may put a decorator around its <see cref="ICache"/>: handlers get the decorator, and endpoints are cached as before.</summary>
[TestFixture]
internal sealed class DecoratedCacheTests
{
    [Test]
    public async Task Endpoints_are_cached_on_the_cache_inside_and_handlers_get_the_decorator()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                int runs = 0;
                routes.MapGet("/page", [Cache(60)] () => $"{++runs}");
                routes.MapGet("/value", (ICache cache) => cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")));
            },
            new TestAppSettings { Services = Decorate });

        Assert.That((await app.GetAsync("/page")).CacheKit, Is.EqualTo("MISS"));
        Assert.That((await app.GetAsync("/page")).CacheKit, Is.EqualTo("HIT"));
        Assert.That((await app.GetAsync("/value")).Body, Is.EqualTo("computed"));
        Assert.That(((CountingCache)app.Cache).Reads, Is.EqualTo(1));

        // The decorator and the endpoints share one cache.
        await app.Cache.ClearAsync();
        Assert.That((await app.GetAsync("/page")).Body, Is.EqualTo("2"));
    }

    // As a library for decorators does it.
    private static void Decorate(IServiceCollection services)
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(ICache) && !service.IsKeyedService);
        services.Replace(ServiceDescriptor.Singleton<ICache>(provider => new CountingCache((ICache)inner.ImplementationFactory!(provider))));
    }
}
