namespace CacheKit;

/// <summary>Chooses Memcached as the store of a cache.</summary>
public static class MemcachedCacheKitBuilderExtensions
{
    /// <summary>Keeps the entries in Memcached.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="servers">The servers, such as <c>localhost:11211</c> or <c>cache-1:11211,cache-2:11211</c>.</param>
    /// <exception cref="ArgumentException">The servers can't be read.</exception>
    public static CacheKitBuilder UseMemcached(this CacheKitBuilder builder, string servers) =>
        builder.UseMemcached(new MemcachedOptions { Servers = servers });

    /// <summary>Keeps the entries in Memcached.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="options">The servers and how to use them. They are copied.</param>
    /// <exception cref="ArgumentException">The options hold something that can't be.</exception>
    public static CacheKitBuilder UseMemcached(this CacheKitBuilder builder, MemcachedOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        MemcachedOptions own = options.Copy();

        // Connects to nothing: what is wrong shows here and not at the first use.
        own.CreateClient().Dispose();
        return builder.UseBackend(_ => new MemcachedBackend(own));
    }
}
