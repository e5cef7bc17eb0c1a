namespace CacheKit;

/// <summary>Registers Memcached as the store of a cache.</summary>
public static class MemcachedCacheKitBuilderExtensions
{
    /// <summary>Keeps the entries in Memcached.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="servers">The servers, for example <c>localhost:11211</c> or <c>cache-1:11211,cache-2:11211</c>.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    /// <exception cref="ArgumentException">The servers can't be parsed, or a setting is invalid.</exception>
    public static CacheKitBuilder UseMemcached(this CacheKitBuilder builder, string servers, Action<MemcachedBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Options(configure).CreateClient(servers).Dispose();
        return builder.UseBackend(_ => new MemcachedBackend(servers, Options(configure)));
    }

    private static MemcachedBackendOptions Options(Action<MemcachedBackendOptions>? configure)
    {
        var options = new MemcachedBackendOptions();
        configure?.Invoke(options);
        return options;
    }
}
