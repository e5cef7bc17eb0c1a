using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using CacheKit.Servers;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The server of the tests that only need one: started at the first use, ended after the last test.</summary>
[SetUpFixture]
public sealed class SharedServer
{
    private static readonly Lazy<Task<DynamoDbServer>> _server = new(DynamoDbServer.StartUnlessGivenAsync);

    /// <summary>How long the shared server may take for a call: few tests are about its speed.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The settings of a cache that waits as long for the store.</summary>
    public static Action<CacheOptions> Patiently { get; } = options => options.Store = new StoreOptions { Timeout = Patience };

    public static async Task<string> EndpointAsync() => (await _server.Value).Endpoint;

    /// <summary>A client of the test's own, which disposes of it.</summary>
    public static async Task<AmazonDynamoDBClient> ClientAsync() => ClientOf(await EndpointAsync());

    public static AmazonDynamoDBClient ClientOf(string endpoint) => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>A backend on a table that it makes.</summary>
    public static async Task<DynamoDbBackend> BackendAsync(string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        DynamoDbBackendOptions options = Patient();
        options.Endpoint = await EndpointAsync();
        configure?.Invoke(options);
        return new DynamoDbBackend(table, options);
    }

    /// <summary>A backend over a client of the test's own, on a table that it makes.</summary>
    public static DynamoDbBackend BackendOver(IAmazonDynamoDB client, string table, Action<DynamoDbBackendOptions>? configure = null)
    {
        DynamoDbBackendOptions options = Patient();
        configure?.Invoke(options);
        return new DynamoDbBackend(client, table, options);
    }

    private static DynamoDbBackendOptions Patient() => new() { CreateTableIfMissing = true, Timeout = Patience };

    /// <summary>A name that no other test uses, nor another run.</summary>
    public static string NewTable(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-{Guid.NewGuid():N}");

    [OneTimeTearDown]
    public async Task End()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }
}
