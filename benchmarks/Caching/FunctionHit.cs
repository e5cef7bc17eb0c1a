using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// A hit of a function marked [Cache], beside the same function written by hand with what else there is.
[MemoryDiagnoser]
public class FunctionHit
{
    private readonly HybridCache _hybridCache = Rivals.HybridCache();
    private readonly IFusionCache _fusionCache = Rivals.FusionCache();
    private readonly MemoryCache _memoryCache = Rivals.MemoryCache();
    private readonly ConcurrentDictionary<(int Id, string Kind), Item> _dictionary = new();

    private Turns _turns = new();

    [GlobalSetup]
    public async Task Fill()
    {
        CacheManager.Init(new InMemoryBackend(), "bench");
        for (int turn = 0; turn < Turns.Count; turn++)
        {
            await CacheKit();
            await HybridCache();
            await FusionCache();
            await MemoryCache();
            ConcurrentDictionary();
        }

        _turns = new Turns();
        await Woven.RequireAsync(() => Items.GetAsync(1, "kind"));
    }

    [Benchmark]
    public Task<Item> CacheKit()
    {
        (int id, string kind) = _turns.Next();
        return Items.GetAsync(id, kind);
    }

    [Benchmark(Baseline = true)]
    public ValueTask<Item> HybridCache()
    {
        (int id, string kind) = _turns.Next();
        return _hybridCache.GetOrCreateAsync($"item:{id}:{kind}", (id, kind), static (call, _) => new ValueTask<Item>(Item.Load(call.id, call.kind)));
    }

    [Benchmark]
    public ValueTask<Item> FusionCache()
    {
        (int id, string kind) = _turns.Next();
        return _fusionCache.GetOrSetAsync<Item>($"item:{id}:{kind}", _ => Task.FromResult(Item.Load(id, kind)));
    }

    [Benchmark]
    public Task<Item?> MemoryCache()
    {
        (int id, string kind) = _turns.Next();
        return _memoryCache.GetOrCreateAsync($"item:{id}:{kind}", entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Rivals.Expiration;
            return Task.FromResult(Item.Load(id, kind));
        });
    }

    [Benchmark]
    public Item? TryGetValue()
    {
        (int id, string kind) = _turns.Next();
        return _memoryCache.TryGetValue($"item:{id}:{kind}", out Item? item) ? item : null;
    }

    // About the least that it could take: nothing expires, and nobody is told of a hit.
    [Benchmark]
    public Item ConcurrentDictionary()
    {
        (int id, string kind) = _turns.Next();
        return _dictionary.GetOrAdd((id, kind), static call => Item.Load(call.Id, call.Kind));
    }
}
