using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Registers DynamoDB as the store of a cache.</summary>
public static class DynamoDbCacheKitBuilderExtensions
{
    /// <summary>Keeps the entries in a DynamoDB table, over a client that the backend owns.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="configure">
    /// Changes the settings; null: the defaults. The clock is the application's <see cref="TimeProvider"/> service if it has one.
    /// </param>
    /// <exception cref="ArgumentException">The table name or a setting is invalid.</exception>
    public static CacheKitBuilder UseDynamoDb(this CacheKitBuilder builder, string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        DynamoDbClient.Validate(table, Options(null, configure));
        return builder.UseBackend(services => new DynamoDbBackend(table, Options(services, configure)));
    }

    /// <summary>Keeps the entries in a DynamoDB table, over a client that the caller owns and disposes.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="client">The client.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="configure">
    /// Changes the settings; null: the defaults. The clock is the application's <see cref="TimeProvider"/> service if it has one.
    /// </param>
    /// <exception cref="ArgumentException">The table name or a setting is invalid.</exception>
    public static CacheKitBuilder UseDynamoDb(
        this CacheKitBuilder builder, IAmazonDynamoDB client, string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        DynamoDbClient.ValidateForClient(table, Options(null, configure));
        return builder.UseBackend(services => new DynamoDbBackend(client, table, Options(services, configure)));
    }

    /// <summary>
    /// Keeps the entries in a DynamoDB table, over a client that is found among the application's services, for example
    /// <c>UseDynamoDb(services => services.GetRequiredService&lt;IAmazonDynamoDB&gt;(), "api-cache")</c>.
    /// </summary>
    /// <param name="builder">The cache.</param>
    /// <param name="find">Finds the client when the cache is created. The backend does not dispose it.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="configure">
    /// Changes the settings; null: the defaults. The clock is the application's <see cref="TimeProvider"/> service if it has one.
    /// </param>
    /// <exception cref="ArgumentException">The table name or a setting is invalid.</exception>
    public static CacheKitBuilder UseDynamoDb(
        this CacheKitBuilder builder, Func<IServiceProvider, IAmazonDynamoDB> find, string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(find);
        DynamoDbClient.ValidateForClient(table, Options(null, configure));
        return builder.UseBackend(services => new DynamoDbBackend(find(services), table, Options(services, configure)));
    }

    private static DynamoDbBackendOptions Options(IServiceProvider? services, Action<DynamoDbBackendOptions>? configure)
    {
        var options = new DynamoDbBackendOptions();
        if (services?.GetService<TimeProvider>() is { } time)
            options.TimeProvider = time;
        configure?.Invoke(options);
        return options;
    }
}
