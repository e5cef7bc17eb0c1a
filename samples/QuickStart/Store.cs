using CacheKit;

namespace QuickStart;

internal static class Store
{
    // --backend memory (the default), or one of these, with --connection for another server:
    //
    //   --backend redis        --connection 127.0.0.1:6379
    //   --backend memcached    --connection 127.0.0.1:11211
    //   --backend dynamodb     --connection http://127.0.0.1:8000     DynamoDB Local; without it, the AWS account of the environment
    public static ICacheBackend Choose(IConfiguration arguments) => arguments["backend"] switch
    {
        null or "memory" => new InMemoryBackend(),
        "redis" => new RedisBackend(arguments["connection"] ?? "127.0.0.1:6379"),
        "memcached" => new MemcachedBackend(arguments["connection"] ?? "127.0.0.1:11211"),
        "dynamodb" => new DynamoDbBackend("api-cache", new() { Endpoint = arguments["connection"], CreateTableIfMissing = true }),
        string other => throw new ArgumentException($"There is no backend '{other}'. Use --backend memory, redis, memcached or dynamodb."),
    };
}
