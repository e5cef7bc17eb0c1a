using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks;

// A byte array is mutable, so CacheKit returns copies, while MemoryCache returns the cached instance.
internal static class MemoryArena
{
    public static Task<Arena<byte[]>> StartAsync()
    {
        var memory = new MemoryCache(new MemoryCacheOptions());
        return Task.FromResult(new Arena<byte[]>("memory", [Client(memory), Contenders.CacheKit<byte[]>(cache => cache.UseInMemory())]));
    }

    private static Contender<byte[]> Client(MemoryCache memory) => new(
        "MemoryCache",
        (key, value) =>
        {
            memory.Set(key, value, Contenders.Expiration);
            return default;
        },
        key => new(memory.Get<byte[]>(key)));
}
