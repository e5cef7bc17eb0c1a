using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A hit by a key that is built at each call from the arguments (int, string), of a type that nobody can change.
[MemoryDiagnoser]
public class BuiltKeyHit
{
    private readonly int _id = User.Reader.Id;
    private readonly string _name = User.Reader.Name;
    private readonly ICache _cacheKit = Rivals.CacheKit();
    private readonly HybridCache _hybridCache = Rivals.HybridCache();
    private readonly IFusionCache _fusionCache = Rivals.FusionCache();
    private readonly MemoryCache _memoryCache = Rivals.MemoryCache();

    [GlobalSetup]
    public async Task Fill()
    {
        await CacheKit();
        await HybridCache();
        await FusionCache();
        await MemoryCache();
    }

    [Benchmark]
    public ValueTask<User> CacheKit() => _cacheKit.GetOrCreateAsync($"user:{_id}:{_name}", static _ => new ValueTask<User>(User.Reader));

    [Benchmark(Baseline = true)]
    public ValueTask<User> HybridCache() => _hybridCache.GetOrCreateAsync($"user:{_id}:{_name}", static _ => new ValueTask<User>(User.Reader));

    [Benchmark]
    public ValueTask<User> FusionCache() => _fusionCache.GetOrSetAsync<User>($"user:{_id}:{_name}", static _ => Task.FromResult(User.Reader));

    [Benchmark]
    public Task<User?> MemoryCache() => _memoryCache.GetOrCreateAsync($"user:{_id}:{_name}", static entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Rivals.Expiration;
        return Task.FromResult(User.Reader);
    });

    // The least that any cache on MemoryCache could take: no string is built.
    [Benchmark]
    public User? TryGetValue()
    {
        Span<char> key = stackalloc char[64];
        key.TryWrite($"user:{_id}:{_name}", out int length);
        return _memoryCache.TryGetValue(key[..length], out User? user) ? user : null;
    }
}
