using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>CacheKit in memory and on a shared store.</summary>
internal sealed class CacheKitLevels : IHybridCacheSetup
{
    public static bool IsCacheKit => true;

    public static bool HasSharedStore => true;

    public static void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock) =>
        CacheKitMemory.Add(services, settings, clock).UseBackend(_ => new SharedStore(clock)).WithMemory(KeepCopies);

    // The tests advance the clock by minutes, and no other process changes the store.
    public static void KeepCopies(TieredBackendOptions options) => options.Staleness = TimeSpan.FromHours(1);
}
