using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A hit of a function marked [Cache] in its other shapes.
[MemoryDiagnoser]
public class FunctionShapes
{
    private readonly HybridCache _hybridCache = Rivals.HybridCache();
    private readonly IItemSource _source = ItemSource.Create();

    private Turns _turns = new();

    [GlobalSetup]
    public async Task Fill()
    {
        CacheManager.Init(new InMemoryBackend(), "bench");
        for (int turn = 0; turn < Turns.Count; turn++)
        {
            await HybridCache();
            await ValueTask();
            Synchronous();
            await Interface();
            await Tagged();
            await ByKey();
            await Mutable();
            await HybridCacheMutable();
        }

        _turns = new Turns();
        await Woven.RequireAsync(() => Items.GetValueAsync(1, "kind").AsTask());
        await Woven.RequireAsync(() => Task.FromResult(Items.Get(1, "kind")));
        await Woven.RequireAsync(() => _source.GetAsync(1, "kind"));
        await Woven.RequireAsync(() => Items.GetTaggedAsync(1, "kind"));
        await Woven.RequireAsync(() => Items.GetByWeightAsync(1, "kind"));
    }

    [Benchmark(Baseline = true)]
    public ValueTask<Item> HybridCache()
    {
        (int id, string kind) = _turns.Next();
        return _hybridCache.GetOrCreateAsync($"item:{id}:{kind}", (id, kind), static (call, _) => new ValueTask<Item>(Item.Load(call.id, call.kind)));
    }

    [Benchmark]
    public ValueTask<Item> ValueTask()
    {
        (int id, string kind) = _turns.Next();
        return Items.GetValueAsync(id, kind);
    }

    [Benchmark]
    public Item Synchronous()
    {
        (int id, string kind) = _turns.Next();
        return Items.Get(id, kind);
    }

    [Benchmark]
    public Task<Item> Interface()
    {
        (int id, string kind) = _turns.Next();
        return _source.GetAsync(id, kind);
    }

    [Benchmark]
    public Task<Item> Tagged()
    {
        (int id, string kind) = _turns.Next();
        return Items.GetTaggedAsync(id, kind);
    }

    // A double can't be looked up by its own equality.
    [Benchmark]
    public Task<Item> ByKey()
    {
        (int id, string kind) = _turns.Next();
        return Items.GetByWeightAsync(id, kind);
    }

    // Each caller gets an object of its own.
    [Benchmark]
    public Task<Account> Mutable()
    {
        (int id, string kind) = _turns.Next();
        return Items.GetAccountAsync(id, kind);
    }

    [Benchmark(Description = "HybridCache, mutable")]
    public ValueTask<Account> HybridCacheMutable()
    {
        (int id, string kind) = _turns.Next();
        return _hybridCache.GetOrCreateAsync(
            $"account:{id}:{kind}", (id, kind), static (call, _) => new ValueTask<Account>(Items.LoadAccount(call.id, call.kind)));
    }
}
