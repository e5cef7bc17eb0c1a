using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A hit by a constant key, of a type that nobody can change.
[MemoryDiagnoser]
public class ImmutableHit
{
    private const string Key = "user:42:a reader";

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
    public ValueTask<User> CacheKit() => _cacheKit.GetOrCreateAsync(Key, static _ => new ValueTask<User>(User.Reader));

    [Benchmark(Baseline = true)]
    public ValueTask<User> HybridCache() => _hybridCache.GetOrCreateAsync(Key, static _ => new ValueTask<User>(User.Reader));

    [Benchmark]
    public ValueTask<User> FusionCache() => _fusionCache.GetOrSetAsync<User>(Key, static _ => Task.FromResult(User.Reader));

    [Benchmark]
    public Task<User?> MemoryCache() => _memoryCache.GetOrCreateAsync(Key, static entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Rivals.Expiration;
        return Task.FromResult(User.Reader);
    });

    // The least that any cache on MemoryCache could take.
    [Benchmark]
    public User? TryGetValue() => _memoryCache.TryGetValue(Key.AsSpan(), out User? user) ? user : null;
}
