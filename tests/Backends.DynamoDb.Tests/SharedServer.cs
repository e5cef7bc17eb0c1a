using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The server that tests share: started at the first use, stopped after the last test.</summary>
[SetUpFixture]
public sealed class SharedServer
{
    private static readonly Lazy<Task<DynamoDbServer>> _server = new(DynamoDbServer.StartUnlessGivenAsync);

    /// <summary>Configures a cache to wait for the store as long as the backend does.</summary>
    public static Action<CacheOptions> Patiently { get; } = options => options.Store = new StoreOptions { Timeout = Poll.Patience };

    public static async Task<string> EndpointAsync() => (await _server.Value).Endpoint;

    /// <summary>Creates a client, which the test disposes.</summary>
    public static async Task<AmazonDynamoDBClient> ClientAsync() => ClientOf(await EndpointAsync());

    public static AmazonDynamoDBClient ClientOf(string endpoint) => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>Creates a backend with a new table.</summary>
    public static async Task<DynamoDbBackend> BackendAsync(string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        DynamoDbBackendOptions options = Patient();
        options.Endpoint = await EndpointAsync();
        configure?.Invoke(options);
        return new DynamoDbBackend(table, options);
    }

    /// <summary>Creates a backend with a new table over the test's client.</summary>
    public static DynamoDbBackend BackendOver(IAmazonDynamoDB client, string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        DynamoDbBackendOptions options = Patient();
        configure?.Invoke(options);
        return new DynamoDbBackend(client, table, options);
    }

    private static DynamoDbBackendOptions Patient() => new() { CreateTableIfMissing = true, Timeout = Poll.Patience };

    /// <summary>Returns a table name that no other test or run uses.</summary>
    public static string NewTable(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-{Guid.NewGuid():N}");

    [OneTimeTearDown]
    public async Task End()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }
}
