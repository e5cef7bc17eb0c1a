using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>A store with the server that it needs.</summary>
internal sealed class RunningStore(Func<ICacheBackend> open, IAsyncDisposable? server = null) : IAsyncDisposable
{
    public static async Task<RunningStore> StartAsync(string name)
    {
        switch (name)
        {
            case "memory":
                return new(() => new InMemoryBackend());
            case "redis":
                RedisServer redis = await RedisServer.StartUnlessGivenAsync();
                return new(() => new RedisBackend(redis.PatientConnectionString), redis);
            case "memcached":
                MemcachedServer memcached = await MemcachedServer.StartUnlessGivenAsync();
                var patient = new MemcachedBackendOptions { ConnectTimeout = Poll.Patience, OperationTimeout = Poll.Patience };
                return new(() => new MemcachedBackend(memcached.ConnectionString, patient), memcached);
            case "dynamodb":
                DynamoDbServer dynamoDb = await DynamoDbServer.StartUnlessGivenAsync();
                var options = new DynamoDbBackendOptions { Endpoint = dynamoDb.Endpoint, CreateTableIfMissing = true, Timeout = Poll.Patience };
                return new(() => new DynamoDbBackend("end-to-end", options), dynamoDb);
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown store.");
        }
    }

    /// <summary>Opens a backend on a store that responds. The caller disposes it.</summary>
    public async Task<ICacheBackend> OpenAsync()
    {
        ICacheBackend backend = open();
        await Poll.UntilSucceedsAsync(async () => await backend.GetAsync("no such key"));
        return backend;
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? default;
}
