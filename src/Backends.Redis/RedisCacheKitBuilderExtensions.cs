using StackExchange.Redis;

namespace CacheKit;

/// <summary>Registers Redis as the store of a cache.</summary>
public static class RedisCacheKitBuilderExtensions
{
    /// <summary>
    /// Keeps the entries in Redis, over the application's <see cref="IConnectionMultiplexer"/> service. The backend does not close it.
    /// </summary>
    /// <param name="builder">The cache.</param>
    public static CacheKitBuilder UseRedis(this CacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseBackend(services => new RedisBackend(RedisService.Find(services, key: null)));
    }

    /// <summary>
    /// Keeps the entries in Redis, over a connection that is found among the application's services, for example a keyed one:
    /// <c>UseRedis(services => services.GetRequiredKeyedService&lt;IConnectionMultiplexer&gt;("cache"))</c>.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="find">Finds the connection when the cache is created. The backend does not close it.</param>
    /// <param name="database">The number of the database; -1 uses the default database of the connection.</param>
    public static CacheKitBuilder UseRedis(this CacheKitBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> find, int database = -1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(find);
        return builder.UseBackend(services => new RedisBackend(find(services), database));
    }

    /// <summary>
    /// Keeps the entries in Redis, over a connection that the backend owns and opens in the background when the cache is created.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configuration">A connection string, such as <c>localhost:6379</c>.</param>
    /// <exception cref="ArgumentException">The string can't be read.</exception>
    public static CacheKitBuilder UseRedis(this CacheKitBuilder builder, string configuration) =>
        builder.UseRedis(RedisConnectionString.Parse(configuration));

    /// <summary>
    /// Keeps the entries in Redis, over a connection that the backend owns and opens in the background when the cache is created.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configuration">The servers and how to connect to them. It is copied.</param>
    /// <exception cref="ArgumentException">The configuration names no server.</exception>
    public static CacheKitBuilder UseRedis(this CacheKitBuilder builder, ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ConfigurationOptions own = RedisConnection.WithCacheSettings(configuration);
        return builder.UseBackend(_ => new RedisBackend(new RedisConnection(own) { ConnectsEarly = true }));
    }

    /// <summary>Keeps the entries in Redis, over a connection that the caller owns and closes.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="database">The number of the database; -1 uses the default database of the connection.</param>
    public static CacheKitBuilder UseRedis(this CacheKitBuilder builder, IConnectionMultiplexer connection, int database = -1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseBackend(_ => new RedisBackend(connection, database));
    }
}
