using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Migration.Tests.FromIMemoryCache;

/// <summary>What the page says about IMemoryCache.</summary>
[TestFixture]
internal sealed class IMemoryCacheBehaviorTests : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());

    public void Dispose() => _cache.Dispose();

    [Test]
    public async Task IMemoryCache_runs_the_factory_for_each_concurrent_caller()
    {
        var gate = new TaskCompletionSource();
        int runs = 0;
        Task<int>[] callers = [.. Enumerable.Range(0, 10).Select(_ => _cache.GetOrCreateAsync("key", async _ =>
        {
            await gate.Task;
            return ++runs;
        }))];

        gate.SetResult();
        await Task.WhenAll(callers);

        Assert.That(runs, Is.EqualTo(10));
    }

    [Test]
    public async Task IMemoryCache_stores_a_value_that_was_removed_while_it_was_computed()
    {
        var gate = new TaskCompletionSource();
        Task<string?> caller = _cache.GetOrCreateAsync("key", async _ =>
        {
            await gate.Task;
            return "outdated";
        });

        _cache.Remove("key");
        gate.SetResult();
        await caller;

        Assert.That(_cache.TryGetValue("key", out _), Is.True);
    }

    [Test]
    public void IMemoryCache_gives_all_callers_one_object()
    {
        _cache.Set("key", new List<int>());
        _cache.Get<List<int>>("key")!.Add(1);

        Assert.That(_cache.Get<List<int>>("key"), Has.Count.EqualTo(1));
    }
}
