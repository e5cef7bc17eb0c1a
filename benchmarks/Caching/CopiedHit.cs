using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A hit of mutable values of several sizes, of which each caller gets its own. HybridCache's JSON can't write the one with a circle.
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class CopiedHit
{
    private readonly ICache _cacheKit = Rivals.CacheKit();
    private readonly HybridCache _hybridCache = Rivals.HybridCache();

    [GlobalSetup]
    public async Task Fill()
    {
        await Flat();
        await HybridFlat();
        await Order();
        await HybridOrder();
        await List();
        await HybridList();
        await Circle();
    }

    [Benchmark, BenchmarkCategory("flat")]
    public ValueTask<Flat> Flat() => _cacheKit.GetOrCreateAsync("flat", static _ => new ValueTask<Flat>(Shapes.Flat(1)));

    [Benchmark(Baseline = true), BenchmarkCategory("flat")]
    public ValueTask<Flat> HybridFlat() => _hybridCache.GetOrCreateAsync("flat", static _ => new ValueTask<Flat>(Shapes.Flat(1)));

    [Benchmark, BenchmarkCategory("order of 100")]
    public ValueTask<Order> Order() => _cacheKit.GetOrCreateAsync("order", static _ => new ValueTask<Order>(Shapes.Order(100)));

    [Benchmark(Baseline = true), BenchmarkCategory("order of 100")]
    public ValueTask<Order> HybridOrder() => _hybridCache.GetOrCreateAsync("order", static _ => new ValueTask<Order>(Shapes.Order(100)));

    [Benchmark, BenchmarkCategory("list of 1000")]
    public ValueTask<List<Flat>> List() => _cacheKit.GetOrCreateAsync("list", static _ => new ValueTask<List<Flat>>(Shapes.Flats(1_000)));

    [Benchmark(Baseline = true), BenchmarkCategory("list of 1000")]
    public ValueTask<List<Flat>> HybridList() => _hybridCache.GetOrCreateAsync("list", static _ => new ValueTask<List<Flat>>(Shapes.Flats(1_000)));

#pragma warning disable CK0023 // In memory no JSON is made of it.
    [Benchmark, BenchmarkCategory("circle of 100")]
    public ValueTask<Parent> Circle() => _cacheKit.GetOrCreateAsync("circle", static _ => new ValueTask<Parent>(Shapes.Parent(100)));
}
