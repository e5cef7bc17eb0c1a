using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>CacheKit in memory and on a store outside the process.</summary>
internal sealed class CacheKitLevels : IDistributedCacheSetup
{
    public static void Register(IServiceCollection services, FakeTimeProvider clock) =>
        services.AddCacheKit("app", options => options.TimeProvider = clock)
            .UseBackend(_ => new SharedStore(clock))
            .WithMemory(options => options.Staleness = TimeSpan.FromHours(1))
            .AsDistributedCache();
}
