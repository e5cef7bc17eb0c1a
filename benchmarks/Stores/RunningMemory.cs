using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks;

// A byte array and a list are mutable, so CacheKit returns copies, while MemoryCache returns the cached instance.
internal static class RunningMemory
{
    public const string Name = "memory";

    public static Task<RunningStore> StartAsync() =>
        Task.FromResult(new RunningStore(Name, Client(new MemoryCache(new MemoryCacheOptions())), new InMemoryBackend()));

    private static Contender<byte[]> Client(MemoryCache memory) => new(
        "MemoryCache",
        (key, value) =>
        {
            memory.Set(key, value, Contenders.Expiration);
            return default;
        },
        key => new(memory.Get<byte[]>(key)));
}
