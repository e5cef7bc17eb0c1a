namespace CacheKit.Node;

/// <summary>Opens the store that the settings name.</summary>
public static class Store
{
    /// <summary>Puts an L1 in front of a store, which the caller disposes.</summary>
    public static TieredBackend Tier(ICacheBackend shared, NodeSettings settings, TimeProvider? clock = null) =>
        new(OpenMemory(settings, clock), shared, new()
        {
            Staleness = settings.Staleness,
            Channel = settings.Channel,
            TimeProvider = clock ?? TimeProvider.System,
        });

    /// <summary>Opens the store without an L1.</summary>
    public static ICacheBackend OpenShared(NodeSettings settings, TimeProvider? clock = null) => settings.Store switch
    {
        "memory" => OpenMemory(settings, clock),
        "redis" => new RedisBackend($"{settings.Address},asyncTimeout={ClientTimeoutOf(settings)}"),
        "memcached" => new MemcachedBackend(settings.Address, new MemcachedBackendOptions { OperationTimeout = settings.Timeout }),
        "dynamodb" => new DynamoDbBackend("processes", new()
        {
            Endpoint = settings.Address,
            CreateTableIfMissing = true,
            ConsistentReads = true,
            Timeout = settings.Timeout,
            TimeProvider = clock ?? TimeProvider.System,
        }),
        string other => throw new ArgumentException($"Unknown store '{other}'.", nameof(settings)),
    };

    // In milliseconds: at least the client's default.
    private static int ClientTimeoutOf(NodeSettings settings) => (int)Math.Max(5_000, settings.Timeout.TotalMilliseconds);

    private static InMemoryBackend OpenMemory(NodeSettings settings, TimeProvider? clock) =>
        new(new InMemoryBackendOptions { SizeLimit = settings.SizeLimit, TimeProvider = clock ?? TimeProvider.System });
}
