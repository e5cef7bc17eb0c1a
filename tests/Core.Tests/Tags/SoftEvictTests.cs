using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Tags;

/// <summary>What is evicted softly is served once more, where it has a grace, while it is computed anew.</summary>
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
    public async Task It_is_served_while_it_is_computed_anew()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
        await UntilAsync("value 2");
    }

    [Test]
    public async Task It_is_so_however_often_it_is_evicted_softly()
    {
        await CallAsync();
        for (int i = 0; i < 5; i++)
            await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task Too_many_soft_evictions_are_one_for_good()
    {
        await CallAsync();
        for (int i = 0; i < 8; i++)
            await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task It_is_no_hit()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That((await _cache.TryGetAsync<string>("key", _graceful)).HasValue, Is.False);
    }

    [Test]
    public async Task An_eviction_for_good_takes_it_along([Values] bool before)
    {
        await CallAsync();
        await _cache.EvictAsync("users", before ? EvictionMode.Immediate : EvictionMode.Soft);
        await _cache.EvictAsync("users", before ? EvictionMode.Soft : EvictionMode.Immediate);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Any_other_tag_that_is_evicted_for_good_takes_it_along()
    {
        CacheEntryOptions both = _graceful with { Tags = ["users", "user:7"] };
        await CallAsync(both);
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await _cache.EvictAsync("user:7");
        Assert.That(await CallAsync(both), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Without_a_grace_it_is_evicted_for_good()
    {
        CacheEntryOptions plain = _graceful with { Stale = null };
        await CallAsync(plain);
        await _cache.EvictAsync("users", EvictionMode.Soft);
        Assert.That(await CallAsync(plain), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task When_its_grace_is_over_it_is_gone()
    {
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task What_is_stored_afterwards_is_simply_found()
    {
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await CallAsync();
        await _cache.EvictAsync("users", EvictionMode.Soft);
        await _cache.SetAsync("other", "new", _graceful);
        Assert.That((await _cache.TryGetAsync<string>("other", _graceful)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_clock_that_is_behind_brings_nothing_back()
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

    private async Task UntilAsync(string expected)
    {
        var patience = Task.Delay(TimeSpan.FromMinutes(1));
        while (await CallAsync() != expected && !patience.IsCompleted)
            await Task.Yield();
        Assert.That(await CallAsync(), Is.EqualTo(expected));
    }
}
