using CacheKit.Conformance;
using CacheKit.Servers;

// Above the namespaces of the test projects that compile this file: NUnit runs a set-up fixture for its namespace.
namespace CacheKit;

/// <summary>One server for all tests of a project, and connections with long timeouts for a busy machine.</summary>
[SetUpFixture]
public sealed class SharedRedis
{
    private static readonly Lazy<Task<RedisServer>> _server = new(RedisServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<RedisBackend>> _backend = new(OpenAsync);

    /// <summary>Returns the backend that tests share.</summary>
    public static async Task<ICacheBackend> ConnectAsync() => await _backend.Value;

    /// <summary>Returns a connected backend of the test, which disposes it.</summary>
    public static async Task<RedisBackend> OpenAsync()
    {
        RedisServer server = await _server.Value;
        var backend = new RedisBackend(server.PatientConnectionString);
        await Poll.UntilSucceedsAsync(async () => await backend.GetAsync("key"));
        return backend;
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_backend is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _backend.Value).DisposeAsync();
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }
}
