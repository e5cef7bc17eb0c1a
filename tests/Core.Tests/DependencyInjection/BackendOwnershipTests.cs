using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Core.Tests.DependencyInjection;

/// <summary>A store is disposed with the services that made it, and never where the caller made it.</summary>
[TestFixture]
internal sealed class BackendOwnershipTests : IDisposable
{
    private readonly ServiceCollection _services = [];
    private readonly InMemoryBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Test]
    public void A_store_that_the_caller_made_is_not_disposed_with_the_services()
    {
        _services.AddCacheKit().UseBackend(_backend);
        UseAndDispose();
        Assert.That(async () => await _backend.AddAsync("key", default, null), Is.True);
    }

    [Test]
    public void A_store_that_the_services_made_is_disposed_with_them()
    {
        _services.AddCacheKit().UseBackend(_ => _backend);
        UseAndDispose();
        Assert.That(async () => await _backend.AddAsync("key", default, null), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_store_of_a_named_cache_that_the_services_made_is_disposed_with_them()
    {
        _services.AddKeyedCacheKit("one").UseBackend(_ => _backend);
        using (ServiceProvider provider = _services.BuildServiceProvider())
            provider.GetRequiredKeyedService<ICache>("one");
        Assert.That(async () => await _backend.AddAsync("key", default, null), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_store_is_made_once_and_from_the_services_of_the_application()
    {
        int made = 0;
        _services.AddSingleton(_backend);
        _services.AddCacheKit().UseBackend(services =>
        {
            made++;
            return services.GetRequiredService<InMemoryBackend>();
        });
        UseAndDispose();
        Assert.That(made, Is.EqualTo(1));
    }

    private void UseAndDispose()
    {
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<ICacheSettings>().Backend, Is.SameAs(_backend));
        provider.GetRequiredService<ICache>();
    }
}
