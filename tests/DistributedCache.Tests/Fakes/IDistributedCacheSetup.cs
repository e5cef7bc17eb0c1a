using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>An implementation of IDistributedCache.</summary>
internal interface IDistributedCacheSetup
{
    static abstract void Register(IServiceCollection services, FakeTimeProvider clock);
}
