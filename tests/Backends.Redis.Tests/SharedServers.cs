using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The servers of the tests that only need one: started at the first use, ended after the last test.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly Lazy<Task<RedisServer>> _redis = new(RedisServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<RedisCluster>> _cluster = new(RedisCluster.StartAsync);

    public static Task<RedisServer> RedisAsync() => _redis.Value;

    public static Task<RedisCluster> ClusterAsync() => _cluster.Value;

    [OneTimeTearDown]
    public async Task End()
    {
        await EndAsync(_redis);
        await EndAsync(_cluster);
    }

    private static async Task EndAsync<T>(Lazy<Task<T>> server)
        where T : IAsyncDisposable
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await server.Value).DisposeAsync();
    }
}
