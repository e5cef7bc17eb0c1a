using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>An implementation of HybridCache, and the levels that it has.</summary>
internal interface IHybridCacheSetup
{
    static abstract bool IsCacheKit { get; }

    /// <summary>Whether a shared store is below the memory.</summary>
    static abstract bool HasSharedStore { get; }

    static abstract void Register(IServiceCollection services, HybridCacheSettings settings, FakeTimeProvider clock);
}
