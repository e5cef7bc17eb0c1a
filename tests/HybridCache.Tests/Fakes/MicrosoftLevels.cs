using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Microsoft's implementation in memory and on a shared store.</summary>
internal sealed class MicrosoftLevels : IHybridCacheSetup
{
    public static bool IsCacheKit => false;

    public static bool HasSharedStore => true;

    public static void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock)
    {
        services.AddSingleton<IDistributedCache>(new SharedDistributedCache(clock));
        MicrosoftMemory.Register(services, settings, clock);
    }
}
