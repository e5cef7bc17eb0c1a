using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>CacheKit in memory and on Redis, whose entries expire by its own clock.</summary>
internal sealed class CacheKitOnRedis : IHybridCacheSetup
{
    public static bool IsCacheKit => true;

    public static bool HasSharedStore => true;

    // Each cache has keys of its own, since all tests share the server.
    public static void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock) =>
        CacheKitMemory.Add(services, settings, clock, prefix: Guid.NewGuid().ToString("N"))
            .Configure((_, options) => options.Store = new StoreOptions { Timeout = null, BreakAfter = null })
            .UseBackend(SharedRedis.ConnectAsync().GetAwaiter().GetResult())
            .WithMemory(CacheKitLevels.KeepCopies);
}
