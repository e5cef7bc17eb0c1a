using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Tags;

/// <summary>A softly evicted entry with a grace is served once more while it is computed anew.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class SoftEvictTests : IDisposable
{
    private static readonly CacheEntryOptions _graceful = new()
    {
        Tags = ["users"],
        Expiration = TimeSpan.FromHours(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
    };

    private readonly FakeTimeProvider _clock = new();
    private readonly ICacheBackend _backend;
    private readonly Cache _cache;
    private int _runs;

    public SoftEvictTests(StoreKind kind)
    {
        _backend = kind == StoreKind.Memory ? new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock }) : new ReplacingBackend(_clock);
        _cache = NewCache();
    }

    public void Dispose()
    {
        _cache.Dispose();
        (_backend as IDisposable)?.Dispose();
    }

    [Test]
    public async Task A_softly_evicted_entry_is_served_while_it_is_computed_anew()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
        await Poll.UntilAsync(async () => await CallAsync() == "value 2");
    }

    [Test]
    public async Task An_entry_that_was_softly_evicted_several_times_is_still_served()
    {
        await CallAsync();
        for (int i = 0; i < 5; i++)
            await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task Too_many_soft_evictions_evict_immediately()
    {
        await CallAsync();
        for (int i = 0; i < 8; i++)
            await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_softly_evicted_entry_is_no_hit_for_TryGet()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That((await _cache.TryGetAsync<string>("key", _graceful)).HasValue, Is.False);
    }

    [Test]
    public async Task An_immediate_eviction_evicts_a_softly_evicted_entry([Values] bool before)
    {
        await CallAsync();
        await _cache.EvictAsync("users", before ? EvictionMode.Immediate : EvictionMode.Soft);
        await _cache.EvictAsync("users", before ? EvictionMode.Soft : EvictionMode.Immediate);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task An_immediate_eviction_of_another_tag_evicts_a_softly_evicted_entry()
    {
        CacheEntryOptions both = _graceful with { Tags = ["users", "user:7"] };
        await CallAsync(both);
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await _cache.EvictAsync("user:7");
        Assert.That(await CallAsync(both), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task An_entry_without_a_grace_is_evicted_immediately()
    {
        CacheEntryOptions plain = _graceful with { Stale = null };
        await CallAsync(plain);
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(plain), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_softly_evicted_entry_is_not_served_after_its_grace()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task An_entry_that_is_stored_after_a_soft_eviction_is_found()
    {
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await _cache.SetAsync("other", "new", _graceful);
        Assert.That((await _cache.TryGetAsync<string>("other", _graceful)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_process_whose_clock_is_slow_does_not_undo_an_eviction()
    {
        using Cache behind = NewCache(new FakeTimeProvider(_clock.GetUtcNow() - TimeSpan.FromHours(2)));
        await CallAsync();
        await behind.EvictAsync("users");
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    private Cache NewCache(TimeProvider? clock = null) => new(_backend, "app", new CacheOptions { TimeProvider = clock ?? _clock });

    private Task<string> CallAsync(CacheEntryOptions? options = null) =>
        _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {Interlocked.Increment(ref _runs)}"), options ?? _graceful).AsTask();
}
