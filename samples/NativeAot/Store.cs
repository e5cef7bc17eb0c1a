using CacheKit;

namespace NativeAot;

internal static class Store
{
    // --backend memory (the default), or --backend redis --connection 127.0.0.1:6379
    public static ICacheBackend Choose(IConfiguration arguments) => arguments["backend"] switch
    {
        null or "memory" => new InMemoryBackend(),
        "redis" => new RedisBackend(arguments["connection"] ?? "127.0.0.1:6379"),
        string other => throw new ArgumentException($"There is no backend '{other}'. Use --backend memory or redis."),
    };
}
