using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>Microsoft's implementation in memory.</summary>
internal sealed class MicrosoftMemory : IDistributedCacheSetup
{
    public static void Register(IServiceCollection services, FakeTimeProvider clock) =>
        services.AddDistributedMemoryCache(options => options.Clock = new SystemClock(clock));

    private sealed class SystemClock(FakeTimeProvider clock) : ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}
