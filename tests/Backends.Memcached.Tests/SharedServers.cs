using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The servers that tests share: started at the first use, stopped after the last test.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly Lazy<Task<MemcachedServer>> _memcached = new(MemcachedServer.StartUnlessGivenAsync);
    private static readonly Lazy<Task<MemcachedServer>> _transformed = new(() => MemcachedServer.StartAsync());
    private static readonly Lazy<Task<MemcachedServer[]>> _three =
        new(() => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MemcachedServer.StartAsync())));

    /// <summary>Creates a backend with long timeouts, since few tests are about speed.</summary>
    public static MemcachedBackend Backend(string servers)
    {
        var options = new MemcachedBackendOptions();
        Patient(options);
        return new MemcachedBackend(servers, options);
    }

    /// <summary>Sets long timeouts.</summary>
    public static void Patient(MemcachedBackendOptions options) => options.ConnectTimeout = options.OperationTimeout = Poll.Patience;

    /// <summary>Configures a cache to wait for the store as long as the backend does.</summary>
    public static Action<CacheOptions> Patiently { get; } = options => options.Store = new StoreOptions { Timeout = null };

    public static Task<MemcachedServer> MemcachedAsync() => _memcached.Value;

    /// <summary>The server of the transformed payloads: a server that moves many items while it lists them leaves some out.</summary>
    public static Task<MemcachedServer> TransformedAsync() => _transformed.Value;

    public static Task<MemcachedServer[]> ThreeAsync() => _three.Value;

    [OneTimeTearDown]
    public async Task End()
    {
        if (_memcached is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _memcached.Value).DisposeAsync();
        if (_transformed is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _transformed.Value).DisposeAsync();
        if (_three is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        foreach (MemcachedServer server in await _three.Value)
            await server.DisposeAsync();
    }
}
