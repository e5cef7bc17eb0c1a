using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.DistributedCache.Tests;

/// <summary>One server for the tests of CacheKit on Redis, and a connection with long timeouts for a busy machine.</summary>
[SetUpFixture]
public sealed class SharedRedis
{
    private static readonly Lazy<Task<RedisServer>> _server = new(RedisServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<RedisBackend>> _backend = new(StartAsync);

    public static async Task<ICacheBackend> ConnectAsync() => await _backend.Value;

    /// <summary>Sends one command to the server.</summary>
    public static async Task<string?> SendAsync(params string[] words) => await (await _server.Value).SendAsync(words);

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_backend is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _backend.Value).DisposeAsync();
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }

    private static async Task<RedisBackend> StartAsync()
    {
        RedisServer server = await _server.Value;
        var backend = new RedisBackend(server.PatientConnectionString);
        await Poll.UntilSucceedsAsync(async () => await backend.GetAsync("key"));
        return backend;
    }
}
