using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>The settings of a HybridCache that both implementations have.</summary>
internal sealed record HybridCacheSettings
{
    public HybridCacheEntryOptions? DefaultEntryOptions { get; init; }

    public int MaximumKeyLength { get; init; } = 1024;

    public long MaximumPayloadBytes { get; init; } = 1024 * 1024;

    public Action<IServiceCollection>? Services { get; init; }
}
