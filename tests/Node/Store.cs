namespace CacheKit.Node;

/// <summary>Opens the store that the settings name.</summary>
public static class Store
{
    public static ICacheBackend Open(NodeSettings settings) => settings.IsTiered
        ? new TieredBackend(new InMemoryBackend(), OpenShared(settings), new TieredBackendOptions { Staleness = settings.Staleness, Channel = settings.Channel })
        : OpenShared(settings);

    /// <summary>Opens the store without a level in front of it.</summary>
    public static ICacheBackend OpenShared(NodeSettings settings) => settings.Store switch
    {
        "memory" => new InMemoryBackend(),
        "redis" => new RedisBackend(settings.Address),
        "memcached" => new MemcachedBackend(settings.Address, new MemcachedBackendOptions { OperationTimeout = settings.Timeout }),
        "dynamodb" => new DynamoDbBackend("processes", new()
        {
            Endpoint = settings.Address,
            CreateTableIfMissing = true,
            ConsistentReads = true,
            Timeout = settings.Timeout,
        }),
        string other => throw new ArgumentException($"There is no store '{other}'.", nameof(settings)),
    };
}
