using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit;

/// <summary>The settings of an <see cref="IDistributedCache"/> that is implemented by CacheKit.</summary>
public sealed class CacheKitDistributedCacheOptions
{
    /// <summary>The namespace of the entries. A namespace of their own protects them when that of other entries is cleared.</summary>
    /// <value>Null by default: the namespace of the cache. An empty string: no namespace.</value>
    public string? Namespace { get; set; }
}
