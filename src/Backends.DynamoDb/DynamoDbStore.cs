using Amazon.DynamoDBv2;
using CacheKit;
using Microsoft.Extensions.DependencyInjection;

[assembly: ConfiguredStore<DynamoDbStore>]

namespace CacheKit;

/// <summary>
/// DynamoDB, as the store that configuration chooses: <c>"Store": "dynamodb"</c>. Without a region and an endpoint it uses the
/// application's <see cref="IAmazonDynamoDB"/> service, if there is one.
/// </summary>
public sealed class DynamoDbStore : IConfiguredStore
{
    private const string Table = "Table";
    private const string ServiceKey = "ServiceKey";

    /// <summary><c>DynamoDb</c>.</summary>
    public string Name => "DynamoDb";

    /// <inheritdoc/>
    public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new DynamoDbBackendOptions
        {
            Region = settings.Text(nameof(DynamoDbBackendOptions.Region)),
            Endpoint = settings.Text(nameof(DynamoDbBackendOptions.Endpoint)),
            CreateTableIfMissing = settings.Flag(nameof(DynamoDbBackendOptions.CreateTableIfMissing)) ?? false,
            ConsistentReads = settings.Flag(nameof(DynamoDbBackendOptions.ConsistentReads)) ?? false,
        };
        options.Timeout = settings.Time(nameof(options.Timeout)) ?? options.Timeout;
        string? table = settings.Text(Table);
        string? key = settings.Text(ServiceKey);
        if (table is null)
            settings.Report(Table, "DynamoDB needs the name of a table, such as api-cache.");
        else if (key is null)
            settings.Check(() => DynamoDbClient.Validate(table, options));
        else
            settings.Check(() => DynamoDbClient.ValidateForClient(table, options));

        return services => Create(services, table!, key, options);
    }

    private static DynamoDbBackend Create(IServiceProvider services, string table, string? key, DynamoDbBackendOptions options)
    {
        options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
        bool usesService = key is not null || options is { Region: null, Endpoint: null };
        IAmazonDynamoDB? client = !usesService ? null
            : key is null ? services.GetService<IAmazonDynamoDB>() : services.GetRequiredKeyedService<IAmazonDynamoDB>(key);
        return client is null ? new DynamoDbBackend(table, options) : new DynamoDbBackend(client, table, options);
    }
}
