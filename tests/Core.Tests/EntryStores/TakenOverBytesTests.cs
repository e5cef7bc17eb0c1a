using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A byte array of a store outside this process is not copied if nothing else uses it.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TakenOverBytesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly OwningBackend _store;

    public TakenOverBytesTests() => _store = new OwningBackend(_clock);

    [Test]
    public async Task The_array_that_the_store_hands_over_is_the_value()
    {
        using Cache cache = CacheOn(_store);
        await cache.SetAsync("key", new byte[] { 1, 2, 3 });
        byte[]? value = (await cache.TryGetAsync<byte[]>("key")).Value;
        Assert.That(value, Is.SameAs(_store.LastRead).And.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult<byte[]>([])), Is.SameAs(_store.LastRead));
    }

    [TestCase(new byte[] { 0 })]
    [TestCase(new byte[] { 0, 0, 7 })]
    [TestCase(new byte[] { })]
    [TestCase(null)]
    public async Task Escaped_bytes_come_back_as_they_were(byte[]? bytes)
    {
        using Cache cache = CacheOn(_store);
        await cache.SetAsync("key", bytes);
        CacheResult<byte[]?> read = await cache.TryGetAsync<byte[]?>("key");
        Assert.That((read.HasValue, read.Value), Is.EqualTo((true, bytes)));
    }

    [Test]
    public async Task A_caller_that_changes_the_value_does_not_change_the_entry([Values] bool handsOver)
    {
        using Cache cache = CacheOn(handsOver ? _store : new ReplacingBackend(_clock));
        await cache.SetAsync("key", new byte[] { 1, 2, 3 });
        (await cache.TryGetAsync<byte[]>("key")).Value!.AsSpan().Clear();
        Assert.That((await cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_caller_that_changes_a_stale_value_does_not_hinder_its_replacement()
    {
        using Cache cache = CacheOn(_store);
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromMinutes(1),
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero },
        };
        await cache.SetAsync("key", new byte[] { 1 }, options);
        _clock.Advance(TimeSpan.FromMinutes(2));
        var computing = new TaskCompletionSource<byte[]>();
        byte[] stale = await cache.GetOrCreateAsync("key", async _ => await computing.Task, options);
        stale[0] = 7;
        computing.SetResult([2]);
        Assert.That(() => cache.TryGetAsync<byte[]>("key", options).AsTask().Result.Value, Is.EqualTo(new byte[] { 2 }).After(60_000, 1));
    }

    [Test]
    public async Task A_value_that_is_changed_after_it_was_set_does_not_change_the_entry()
    {
        using Cache cache = CacheOn(_store);
        byte[] value = [1, 2, 3];
        await cache.SetAsync("key", value);
        value.AsSpan().Clear();
        Assert.That((await cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    private Cache CacheOn(ICacheBackend store) => new(store, "app", new CacheOptions { TimeProvider = _clock });
}
