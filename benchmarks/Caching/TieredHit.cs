using BenchmarkDotNet.Attributes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A hit in the memory level in front of Redis, by a constant key, of a type that nobody can change.
[MemoryDiagnoser]
public class TieredHit
{
    private const string Key = "user:42:a reader";

    private RedisServer _redis = null!;
    private ICache _cacheKit = null!;
    private HybridCache _hybridCache = null!;
    private IFusionCache _fusionCache = null!;

    [GlobalSetup]
    public async Task Fill()
    {
        _redis = await RedisServer.StartAsync();
        var backend = new TieredBackend(new InMemoryBackend(), new RedisBackend(_redis.ConnectionString));
        CacheManager.Init(backend, "bench", options => options.Expiration = Rivals.Expiration);
        _cacheKit = CacheManager.Default;
        _hybridCache = Rivals.HybridCache(UseRedis);
        _fusionCache = Rivals.FusionCache().SetupDistributedCache(Rivals.Service<IDistributedCache>(UseRedis), new FusionText());

        // The local level is believed once the first message has been heard.
        for (int i = 0; i < 20; i++)
        {
            await CacheKit();
            await Function();
            await HybridCache();
            await FusionCache();
            await Task.Delay(100);
        }

        await Woven.RequireAsync(() => Items.GetAsync(1, "kind"));
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _redis.DisposeAsync();

    [Benchmark]
    public ValueTask<User> CacheKit() => _cacheKit.GetOrCreateAsync(Key, static _ => new ValueTask<User>(User.Reader));

    [Benchmark]
    public Task<Item> Function() => Items.GetAsync(42, "a reader");

    [Benchmark(Baseline = true)]
    public ValueTask<User> HybridCache() => _hybridCache.GetOrCreateAsync(Key, static _ => new ValueTask<User>(User.Reader));

    [Benchmark]
    public ValueTask<User> FusionCache() => _fusionCache.GetOrSetAsync<User>(Key, static _ => Task.FromResult(User.Reader));

    private void UseRedis(IServiceCollection services) => services.AddStackExchangeRedisCache(options => options.Configuration = _redis.ConnectionString);
}
