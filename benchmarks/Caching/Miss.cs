using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A miss: looked for, computed at no cost, stored. An iteration begins with an empty cache, made outside the measurement, and
// fills it with the same keys, so that every operation is a miss, no cache has to remove anything, and all grow alike.
[MemoryDiagnoser]
[WarmupCount(25)] // of about 0.1 s each: the runtime's tiers take seconds
[IterationCount(30)]
public class Miss
{
    private const int Keys = 100_000;

    private readonly string[] _keys = [.. Enumerable.Range(0, Keys).Select(id => $"user:{id}:a reader")];
    private ICache _cacheKit = null!;
    private HybridCache _hybridCache = null!;
    private IFusionCache _fusionCache = null!;
    private MemoryCache _memoryCache = null!;

    [IterationSetup]
    public void Empty()
    {
        _cacheKit = Rivals.CacheKit();
        _hybridCache = Rivals.HybridCache();
        _fusionCache = Rivals.FusionCache();
        _memoryCache = Rivals.MemoryCache();
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task CacheKit()
    {
        foreach (string key in _keys)
            await _cacheKit.GetOrCreateAsync(key, static _ => new ValueTask<User>(User.Reader));
    }

    [Benchmark(OperationsPerInvoke = Keys, Baseline = true)]
    public async Task HybridCache()
    {
        foreach (string key in _keys)
            await _hybridCache.GetOrCreateAsync(key, static _ => new ValueTask<User>(User.Reader));
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task FusionCache()
    {
        foreach (string key in _keys)
            await _fusionCache.GetOrSetAsync<User>(key, static _ => Task.FromResult(User.Reader));
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task MemoryCache()
    {
        foreach (string key in _keys)
        {
            await _memoryCache.GetOrCreateAsync(key, static entry =>
            {
                entry.AbsoluteExpirationRelativeToNow = Rivals.Expiration;
                return Task.FromResult(User.Reader);
            });
        }
    }
}
