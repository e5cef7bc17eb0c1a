using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Where a soft eviction is impossible, the entries are evicted immediately.</summary>
[TestFixture]
internal sealed class SoftEvictFailureTests : IDisposable
{
    private static readonly CacheEntryOptions _graceful = new()
    {
        Tags = ["users"],
        Expiration = TimeSpan.FromHours(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
    };

    private readonly ReplacingBackend _store;
    private readonly Cache _cache;
    private int _runs;

    public SoftEvictFailureTests()
    {
        var clock = new FakeTimeProvider();
        _store = new ReplacingBackend(clock);
        _cache = new Cache(_store, "app", new CacheOptions { TimeProvider = clock });
    }

    public void Dispose() => _cache.Dispose();

    [Test]
    public async Task Entries_are_evicted_immediately_where_other_evictions_keep_interfering()
    {
        await CallAsync();
        Gate[] gates = [.. Enumerable.Range(0, 3).Select(_ => _store.HoldNext(RecordingBackend.Replace))];
        Task evicting = _cache.EvictAsync("users", EvictionMode.Soft).AsTask();
        foreach (Gate gate in gates)
        {
            await gate.Reached.Soon();
            await _cache.EvictAsync("users");
            await _cache.SetAsync("other", "value", _graceful);
            gate.Open();
        }

        await evicting.Soon();
        Assert.That((await _cache.TryGetAsync<string>("other", _graceful)).HasValue, Is.False);
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Entries_are_evicted_immediately_where_the_store_is_down()
    {
        await CallAsync();
        _store.Fail();
        Assert.That(await _cache.EvictAsync("users", EvictionMode.Soft), Is.False);
        _store.Recover();
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Entries_are_evicted_immediately_where_the_store_cannot_replace()
    {
        using var cache = new Cache(new RecordingBackend(), "app", new CacheOptions());
        await cache.SetAsync("key", "old", _graceful);
        Assert.That(await cache.EvictAsync("users", EvictionMode.Soft), Is.True);
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _graceful), Is.EqualTo("new"));
    }

    private ValueTask<string> CallAsync() => _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {++_runs}"), _graceful);
}
