using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>CacheKit on a store outside the process.</summary>
internal sealed class CacheKitShared : IDistributedCacheSetup
{
    public static void Register(IServiceCollection services, FakeTimeProvider clock) =>
        services.AddCacheKit("app", options => options.TimeProvider = clock).UseBackend(_ => new SharedStore(clock)).AsDistributedCache();
}
