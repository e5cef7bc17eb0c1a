using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A hit by a constant key, of a type that a caller can change. CacheKit and HybridCache give each caller an object of its own;
// Shared, FusionCache and MemoryCache hand out the one that is cached.
[MemoryDiagnoser]
public class MutableHit
{
    private const string Key = "account:42:a reader";

    private static readonly CacheEntryOptions _shared = new() { ByReference = true, Namespace = "shared" };

    private readonly ICache _cacheKit = Rivals.CacheKit();
    private readonly HybridCache _hybridCache = Rivals.HybridCache();
    private readonly IFusionCache _fusionCache = Rivals.FusionCache();
    private readonly MemoryCache _memoryCache = Rivals.MemoryCache();

    [GlobalSetup]
    public async Task Fill()
    {
        await CacheKit();
        await HybridCache();
        await Shared();
        await FusionCache();
        await MemoryCache();
    }

    [Benchmark]
    public ValueTask<Account> CacheKit() => _cacheKit.GetOrCreateAsync(Key, static _ => new ValueTask<Account>(Account.Reader));

    [Benchmark(Baseline = true)]
    public ValueTask<Account> HybridCache() => _hybridCache.GetOrCreateAsync(Key, static _ => new ValueTask<Account>(Account.Reader));

    [Benchmark(Description = "CacheKit, ByReference")]
    public ValueTask<Account> Shared() => _cacheKit.GetOrCreateAsync(Key, static _ => new ValueTask<Account>(Account.Reader), _shared);

    [Benchmark]
    public ValueTask<Account> FusionCache() => _fusionCache.GetOrSetAsync<Account>(Key, static _ => Task.FromResult(Account.Reader));

    [Benchmark]
    public Task<Account?> MemoryCache() => _memoryCache.GetOrCreateAsync(Key, static entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Rivals.Expiration;
        return Task.FromResult(Account.Reader);
    });
}
