using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>CacheKit in memory.</summary>
internal sealed class CacheKitMemory : IHybridCacheSetup
{
    public static bool IsCacheKit => true;

    public static bool HasSharedStore => false;

    public static void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock) =>
        Add(services, settings, clock).UseInMemory();

    public static CacheKitBuilder Add(
        IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock, string prefix = "") =>
        services.AddCacheKit(prefix, options => options.TimeProvider = clock).AsHybridCache(options =>
        {
            options.DefaultEntryOptions = settings.DefaultEntryOptions;
            options.MaximumKeyLength = settings.MaximumKeyLength;
            options.MaximumPayloadBytes = settings.MaximumPayloadBytes;
        });
}
