using CacheKit;
using StackExchange.Redis;

[assembly: ConfiguredStore<RedisStore>]

namespace CacheKit;

/// <summary>
/// Redis, as the store that configuration chooses: <c>"Store": "redis"</c>, with a connection string, or over the application's
/// <see cref="IConnectionMultiplexer"/> service.
/// </summary>
public sealed class RedisStore : IConfiguredStore
{
    private const string Database = "Database";
    private const string ServiceKey = "ServiceKey";

    /// <summary><c>Redis</c>.</summary>
    public string Name => "Redis";

    /// <inheritdoc/>
    public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string? key = settings.Text(ServiceKey);
        int? database = settings.Number<int>(Database);
        if (database < 0)
        {
            settings.Report(
                Database, "the number of a database must be 0 or more. Remove it to use the default database of the connection.");
        }

        if (!settings.HasConnection)
            return services => new RedisBackend(RedisService.Find(services, key), database ?? -1);

        if (key is not null)
            settings.Report(ServiceKey, "a registered connection can't be combined with a connection string. Remove one of them.");
        ConfigurationOptions? configuration = settings.Connection(RedisConnectionString.Parse);
        configuration?.DefaultDatabase = database ?? configuration.DefaultDatabase;
        return _ => new RedisBackend(new RedisConnection(configuration!) { ConnectsEarly = true });
    }
}
