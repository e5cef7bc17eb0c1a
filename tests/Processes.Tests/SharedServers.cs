using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>The servers that tests share: started at the first use, stopped after the last test.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly Lazy<Task<RedisServer>> _redis = new(RedisServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<MemcachedServer>> _memcached = new(MemcachedServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<DynamoDbServer>> _dynamoDb = new(DynamoDbServer.StartUnlessGivenAsync);

    /// <summary>Returns the address of a store's server, in the format of <see cref="Node.NodeSettings.Address"/>.</summary>
    public static async Task<string> AddressAsync(string store) => store switch
    {
        "redis" => (await _redis.Value).ConnectionString,
        "memcached" => (await _memcached.Value).ConnectionString,
        "dynamodb" => (await _dynamoDb.Value).Endpoint,
        _ => throw new ArgumentOutOfRangeException(nameof(store), store, "Unknown store."),
    };

    [OneTimeTearDown]
    public async Task End()
    {
        await EndAsync(_redis);
        await EndAsync(_memcached);
        await EndAsync(_dynamoDb);
    }

    private static async Task EndAsync<T>(Lazy<Task<T>> server)
        where T : IAsyncDisposable
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await server.Value).DisposeAsync();
    }
}
