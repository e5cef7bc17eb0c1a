using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Time.Testing;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Migration.Tests.FromFusionCache;

/// <summary>What the page says about FusionCache.</summary>
[TestFixture]
internal sealed class FusionCacheBehaviorTests : IDisposable
{
    private static readonly FusionCacheEntryOptions _failSafe = new(TimeSpan.FromHours(1))
    {
        IsFailSafeEnabled = true,
        FailSafeMaxDuration = TimeSpan.FromHours(3),
    };

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly MemoryCache _memory;
    private readonly FusionCache _cache;

    public FusionCacheBehaviorTests()
    {
        _memory = new MemoryCache(new MemoryCacheOptions { Clock = new SystemClock(_clock) });
        _cache = new FusionCache(new FusionCacheOptions(), _memory);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    [TestCase("remove", true)]
    [TestCase("expire", true)]
    [TestCase("tag", false)]
    public async Task FusionCache_finds_a_value_that_was_removed_while_it_was_computed_except_by_tag(string change, bool isFound)
    {
        var started = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        Task<string> caller = _cache.GetOrSetAsync<string>("key", async (_, _) =>
        {
            started.SetResult();
            await gate.Task;
            return "outdated";
        }, tags: ["red"]).AsTask();

        await started.Task;
        await (change switch
        {
            "remove" => _cache.RemoveAsync("key"),
            "expire" => _cache.ExpireAsync("key"),
            _ => _cache.RemoveByTagAsync("red"),
        });
        gate.SetResult();
        await caller;

        Assert.That((await _cache.TryGetAsync<string>("key")).HasValue, Is.EqualTo(isFound));
    }

    [Test]
    public async Task FusionCache_serves_a_value_whose_tag_was_removed_while_the_factory_fails()
    {
        await _cache.SetAsync("key", "stale", _failSafe, ["red"]);
        await _cache.RemoveByTagAsync("red");

        Assert.That(await _cache.GetOrSetAsync<string>("key", (_, _) => throw new IOException(), _failSafe), Is.EqualTo("stale"));
    }

    [TestCase(2.9, true)]
    [TestCase(3.1, false)]
    public async Task FusionCache_keeps_a_value_for_the_fail_safe_duration_from_its_creation_on(double hours, bool isThere)
    {
        await _cache.SetAsync("key", "value", _failSafe);

        _clock.Advance(TimeSpan.FromHours(hours));

        Assert.That(_memory.TryGetValue("key", out _), Is.EqualTo(isThere));
    }
}
