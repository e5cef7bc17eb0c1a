using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>CacheKit in memory.</summary>
internal sealed class CacheKitMemory : IDistributedCacheSetup
{
    public static void Register(IServiceCollection services, FakeTimeProvider clock) =>
        services.AddCacheKit("app", options => options.TimeProvider = clock).UseInMemory().AsDistributedCache();
}
