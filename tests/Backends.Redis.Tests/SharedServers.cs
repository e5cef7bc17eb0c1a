using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The servers that tests share: started at the first use, stopped after the last test.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly Lazy<Task<RedisServer>> _redis = new(RedisServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<RedisServer>> _valkey = new(RedisServer.StartValkeyAsync);
    private static readonly Lazy<Task<InProcessGarnet>> _garnet = new(() => InProcessGarnet.StartAsync());
    private static readonly Lazy<Task<RedisCluster>> _cluster = new(RedisCluster.StartAsync);

    /// <summary>Creates a connected backend: without waiting, the first calls fail if connecting takes more than a second.</summary>
    public static async Task<RedisBackend> ConnectAsync(string servers)
    {
        var backend = new RedisBackend(RedisServer.Patient(servers));
        await ConnectAsync(backend);
        return backend;
    }

    /// <summary>Returns when a backend is connected.</summary>
    public static Task ConnectAsync(RedisBackend backend) => Poll.UntilSucceedsAsync(async () =>
    {
        try
        {
            await backend.GetAsync("key");
        }
        catch (StoreRefusedException)
        {
            // Only a connected server refuses a command.
        }
    });

    public static Task<RedisServer> RedisAsync() => _redis.Value;

    public static Task<RedisServer> ValkeyAsync() => _valkey.Value;

    public static Task<InProcessGarnet> GarnetAsync() => _garnet.Value;

    public static Task<RedisCluster> ClusterAsync() => _cluster.Value;

    [OneTimeTearDown]
    public async Task End()
    {
        await EndAsync(_redis);
        await EndAsync(_valkey);
        await EndAsync(_garnet);
        await EndAsync(_cluster);
    }

    private static async Task EndAsync<T>(Lazy<Task<T>> server)
        where T : IAsyncDisposable
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await server.Value).DisposeAsync();
    }
}
