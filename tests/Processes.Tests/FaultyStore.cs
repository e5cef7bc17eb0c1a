using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A store with a server that has too little memory and that can be made to fail, and with a network link to one node that can be cut.
/// </summary>
internal sealed class FaultyStore : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<Fault> _faults = [];

    private FaultyStore(string name)
    {
        Name = name;
    }

    /// <summary>The store, as in <see cref="Node.NodeSettings.Store"/>.</summary>
    public string Name { get; }

    public string Address { get; private set; } = "";

    /// <summary>The address for the node whose network can be cut.</summary>
    public string NetworkAddress { get; private set; } = "";

    /// <summary>The faults of the server and of the network.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Returns the number of entries that the server has evicted since its last start.</summary>
    public Func<Task<long>> EvictedAsync { get; private set; } = () => Task.FromResult(0L);

    public static async Task<FaultyStore> StartAsync(string store)
    {
        var faulty = new FaultyStore(store == "cluster" ? "redis" : store);
        await (store switch
        {
            "redis" => faulty.StartRedisAsync(),
            "cluster" => faulty.StartClusterAsync(),
            "memcached" => faulty.StartMemcachedAsync(),
            "dynamodb" => faulty.StartDynamoDbAsync(),
            _ => Task.CompletedTask,
        });
        return faulty;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
    }

    private async Task StartRedisAsync()
    {
        RedisServer redis = Add(await RedisServer.StartAsync(() => ["--maxmemory", "4mb", "--maxmemory-policy", "allkeys-lru"]));
        TcpProxy network = Add(new TcpProxy(redis.Host, redis.Port));
        Add(Pressure.OnRedis(redis.Host, redis.Port));
        (Address, NetworkAddress) = (redis.ConnectionString, network.ConnectionString);
        EvictedAsync = async () => NumberAfter(await redis.SendAsync("INFO", "stats"), "evicted_keys:");
        AddNetworkFaults(network);
        AddRedisFaults(redis);
    }

    private async Task StartClusterAsync()
    {
        RedisCluster cluster = Add(await RedisCluster.StartAsync());
        Address = NetworkAddress = cluster.ConnectionString;
        _faults.Add(Fault.Of("links of the nodes cut", cluster.CutLinks, cluster.MendLinks) with { IsOutage = false });
        foreach (RedisServer node in cluster.Nodes)
            AddRedisFaults(node);
    }

    private async Task StartMemcachedAsync()
    {
        MemcachedServer memcached = Add(await MemcachedServer.StartAsync("-m", "2", "-o", "no_modern"));
        TcpProxy network = Add(new TcpProxy(memcached.Host, memcached.Port));
        Add(Pressure.OnMemcached(memcached.Host, memcached.Port));
        (Address, NetworkAddress) = (memcached.ConnectionString, network.ConnectionString);
        EvictedAsync = async () => NumberAfter(await memcached.SendAsync("stats"), "STAT evictions ");
        AddNetworkFaults(network);
        _faults.Add(new Fault("server killed", IsOutage: true, () => Task.Run(memcached.Kill), memcached.RestartAsync));
    }

    private async Task StartDynamoDbAsync()
    {
        DynamoDbServer dynamoDb = Add(await DynamoDbServer.StartAsync());
        var endpoint = new Uri(dynamoDb.Endpoint);
        TcpProxy network = Add(new TcpProxy(endpoint.Host, endpoint.Port));
        (Address, NetworkAddress) = (dynamoDb.Endpoint, $"http://{network.ConnectionString}");
        AddNetworkFaults(network);
    }

    private void AddNetworkFaults(TcpProxy network)
    {
        _faults.Add(Fault.Of("network cut", network.Cut, network.Mend));
        _faults.Add(Fault.Of("network silent", network.Swallow, network.Mend));
    }

    private void AddRedisFaults(RedisServer redis)
    {
        _faults.Add(new Fault("server paused", IsOutage: true, redis.PauseAsync, redis.ResumeAsync));
        _faults.Add(new Fault("server killed", IsOutage: true, () => Task.Run(redis.Kill), redis.RestartAsync));
    }

    private T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private static long NumberAfter(string? text, string name)
    {
        string rest = text![(text!.IndexOf(name, StringComparison.Ordinal) + name.Length)..];
        return long.Parse(rest[..rest.IndexOf('\r', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
