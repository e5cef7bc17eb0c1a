using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Microsoft's implementation in memory.</summary>
internal sealed class MicrosoftMemory : IHybridCacheSetup
{
    public static bool IsCacheKit => false;

    public static bool HasSharedStore => false;

    public static void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock)
    {
        services.Configure<MemoryCacheOptions>(options => options.Clock = new SystemClock(clock));
        services.AddHybridCache(options =>
        {
            options.DefaultEntryOptions = settings.DefaultEntryOptions;
            options.MaximumKeyLength = settings.MaximumKeyLength;
            options.MaximumPayloadBytes = settings.MaximumPayloadBytes;
        });
    }

    private sealed class SystemClock(FakeTimeProvider clock) : ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}
