using System.Text;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.OutputCaching.Tests;

[TestFixture]
internal sealed class OutputCachingCacheKitBuilderExtensionsTests
{
    private static readonly byte[] _bytes = Encoding.UTF8.GetBytes(new string('a', 1_000));

    private readonly InMemoryBackend _backend = new();

    [TearDown]
    public void End() => _backend.Dispose();

    [Test]
    public async Task The_cache_is_the_store_before_and_after_AddOutputCache([Values] bool isFirst)
    {
        await using ServiceProvider services = Build(services =>
        {
            if (isFirst)
                services.AddOutputCache();
            services.AddCacheKit("shop").UseBackend(_backend).AsOutputCacheStore();
            services.AddOutputCache();
        });

        await services.GetRequiredService<IOutputCacheStore>().SetAsync("key", _bytes, null, TimeSpan.FromMinutes(1), default);

        Assert.That(await _backend.GetAsync("shop:output-cache:key"), Is.Not.Null);
    }

    [Test]
    public async Task A_named_cache_can_be_the_store()
    {
        await using ServiceProvider services = Build(
            services => services.AddKeyedCacheKit("pages", "shop").UseBackend(_backend).AsOutputCacheStore(options => options.Namespace = "a"));

        await services.GetRequiredService<IOutputCacheStore>().SetAsync("key", _bytes, null, TimeSpan.FromMinutes(1), default);

        Assert.That(await _backend.GetAsync("shop:a:key"), Is.Not.Null);
    }

    [Test]
    public void A_namespace_is_required() =>
        Assert.That(
            () => new ServiceCollection().AddCacheKit().AsOutputCacheStore(options => options.Namespace = null!),
            Throws.ArgumentException.With.Message.Contains("empty string"));

    private static ServiceProvider Build(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        register(services);
        return services.BuildServiceProvider();
    }
}
