using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The servers of the tests that only need some: started at the first use, ended after the last test.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly Lazy<Task<MemcachedServer>> _memcached = new(MemcachedServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<MemcachedServer[]>> _three =
        new(() => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MemcachedServer.StartAsync())));

    /// <summary>A backend of some servers that may be slow: few tests are about their speed.</summary>
    public static MemcachedBackend Backend(string servers)
    {
        var options = new MemcachedBackendOptions();
        Patient(options);
        return new MemcachedBackend(servers, options);
    }

    /// <summary>The settings of one.</summary>
    public static void Patient(MemcachedBackendOptions options) => options.ConnectTimeout = options.OperationTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The settings of a cache that waits as long for its store as the backend does.</summary>
    public static Action<CacheOptions> Patiently { get; } = options => options.Store = new StoreOptions { Timeout = null };

    public static Task<MemcachedServer> MemcachedAsync() => _memcached.Value;

    public static Task<MemcachedServer[]> ThreeAsync() => _three.Value;

    [OneTimeTearDown]
    public async Task End()
    {
        if (_memcached is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _memcached.Value).DisposeAsync();
        if (_three is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        foreach (MemcachedServer server in await _three.Value)
            await server.DisposeAsync();
    }
}
