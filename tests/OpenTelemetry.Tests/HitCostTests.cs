using CacheKit.Conformance;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>A hit in memory allocates nothing while it is counted and traces are collected.</summary>
[TestFixture]
internal sealed class HitCostTests : CacheTests
{
    private const int Hits = 1_000;

    [Test]
    public async Task A_hit_by_key_allocates_nothing()
    {
        using var metrics = new CollectedMetrics();
        using var spans = new CollectedSpans();
        Cache cache = InMemory();
        var options = new CacheEntryOptions { Namespace = "items" };
        await cache.SetAsync("key", "value", options);
        int hits = 0;
        Assert.That(AllocatedBy(() =>
        {
            hits++;
            ValueTask<string> hit = cache.GetOrCreateAsync("key", 0, static (_, _) => ValueTask.FromResult("other"), options);
            return hit.IsCompletedSuccessfully ? hit.Result : throw new InvalidOperationException("The read was no hit.");
        }), Is.Zero);
        Assert.That(metrics.Sum("cachekit.requests", Name, ("cachekit.result", "hit")), Is.EqualTo(hits));
    }

    [Test]
    public async Task A_hit_of_a_function_allocates_nothing()
    {
        using var metrics = new CollectedMetrics();
        using var spans = new CollectedSpans();
        using var memory = new InMemoryBackend();
        CacheManager.Init(memory);
        await Catalog.FindAsync(7);
        Assert.That(AllocatedBy(() => Catalog.FindAsync(7).Result), Is.Zero);
        CacheManager.Reset();
    }

    private static long AllocatedBy(Func<string> hit) => Allocations.Of(Hits, () => hit());
}
