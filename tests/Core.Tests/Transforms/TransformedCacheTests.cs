using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Transforms;

/// <summary>A cache on a backend with transforms.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase), NonParallelizable]
internal sealed class TransformedCacheTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLoggerFactory _log = new();
    private readonly ReplacingBackend _store;
    private readonly List<Cache> _caches = [];
    private readonly Cache _cache;

    public TransformedCacheTests()
    {
        _store = new ReplacingBackend(_clock);
        _cache = NewCache(_store.Then(new BrotliCompression { MinPayload = 0 }).Then(new NonceTransform()));
    }

    public void Dispose() => _caches.ForEach(cache => cache.Dispose());

    [Test]
    public async Task An_entry_with_tags_a_grace_and_a_lease_comes_back_is_refreshed_and_evicted()
    {
        var options = new CacheEntryOptions
        {
            Tags = ["tag"],
            Expiration = TimeSpan.FromMinutes(1),
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
            Lease = TimeSpan.FromSeconds(10),
        };
        Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("first"), options), Is.EqualTo("first"));
        Assert.That((await _cache.TryGetAsync<string>("key", options)).Value, Is.EqualTo("first"));

        _clock.Advance(TimeSpan.FromMinutes(2));
        await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("second"), options);
        await Poll.UntilAsync(async () => (await _cache.TryGetAsync<string>("key", options)).Value == "second");

        Assert.That(await _cache.EvictAsync("tag"), Is.True);
        Assert.That((await _cache.TryGetAsync<string>("key", options)).HasValue, Is.False);
        Assert.That(_log.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task The_metadata_of_an_entry_is_transformed_with_it()
    {
        await _cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["tag"] });
        Assert.That(_store["app::key"].AsSpan(0, 7).ToArray(), Is.EqualTo((byte[])[0xFF, .. "bynonc"u8]));
        Assert.That(_store["app:%tags:tag"], Has.Length.EqualTo(16));
    }

    [Test]
    public async Task An_entry_that_cannot_be_restored_is_counted_logged_once_and_overwritten()
    {
        using var refused = new CounterReading("cachekit.payloads.refused");
        await _cache.SetAsync("key", "value");
        for (int i = 0; i < 3; i++)
        {
            await _store.SetAsync($"app::other {i}", _store["app::key"], null);
            Assert.That((await _cache.TryGetAsync<string>($"other {i}")).HasValue, Is.False);
        }

        Assert.That(refused.Sum, Is.EqualTo(3));
        Assert.That(refused.Measurements.Select(one => one.Tags["cachekit.transform"]), Is.All.EqualTo("NonceTransform"));
        Assert.That(_log.At(LogLevel.Warning).Single(), Does.StartWith("CacheKit.Core.Tests.Fakes.NonceTransform could not restore a stored payload"));
        Assert.That(await _cache.GetOrCreateAsync("other 0", _ => ValueTask.FromResult("new")), Is.EqualTo("new"));
        Assert.That((await _cache.TryGetAsync<string>("other 0")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task The_first_entry_of_each_kind_of_failure_is_logged()
    {
        await _cache.SetAsync("key", "value");
        byte[] stored = _store["app::key"];
        foreach (byte[] damaged in (byte[][])[stored, [.. stored[..9]], stored, [.. stored[..9]]])
        {
            await _store.SetAsync("app::other", damaged, null);
            Assert.That((await _cache.TryGetAsync<string>("other")).HasValue, Is.False);
        }

        Assert.That(_log.At(LogLevel.Warning).Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Versions_with_and_without_transforms_have_misses_and_no_warnings_and_do_not_overwrite_each_other_for_ever()
    {
        Cache before = NewCache(_store);
        for (int i = 0; i < 30; i++)
        {
            Assert.That(await before.GetOrCreateAsync("key", _ => ValueTask.FromResult("before")), Is.EqualTo("before"));
            Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("after")), Is.EqualTo("after"));
        }

        Assert.That(_log.At(LogLevel.Warning), Is.Empty);
        Assert.That(_log.At(LogLevel.Information), Has.One.Contains("without the transforms of the backend"));
        Assert.That(_store.CountOf(RecordingBackend.Add) + _store.CountOf(RecordingBackend.Replace), Is.LessThan(10));
    }

    [Test]
    public async Task Versions_with_and_without_transforms_evict_for_each_other()
    {
        Cache before = NewCache(_store);
        var options = new CacheEntryOptions { Tags = ["tag"] };
        await _cache.SetAsync("key", "value", options);
        await before.SetAsync("another", "value", options);
        await before.EvictAsync("tag");
        Assert.That((await _cache.TryGetAsync<string>("key", options)).HasValue, Is.False);
        await _cache.SetAsync("key", "value", options);
        await before.SetAsync("another", "value", options);
        await _cache.EvictAsync("tag");
        Assert.That((await before.TryGetAsync<string>("another", options)).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_cannot_be_transformed_is_returned_and_not_stored_and_the_store_stays_in_use()
    {
        await _cache.SetAsync("key", "old");
        for (int i = 0; i < 20; i++)
            await _cache.SetAsync("key", "fail");
        Assert.That((await _cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")), Is.EqualTo("new"));
        Assert.That(_log.At(LogLevel.Warning).Single(), Does.StartWith("ReplacingBackend refused set, transform: A transform failed"));
    }

    [Test]
    public void The_log_names_the_store_and_not_the_transforms() =>
        Assert.That(_log.Description, Does.StartWith("Using ReplacingBackend. Capabilities: conditional writes."));

    private Cache NewCache(ICacheBackend backend)
    {
        var cache = new Cache(backend, "app", new CacheOptions { TimeProvider = _clock, LoggerFactory = _log });
        _caches.Add(cache);
        return cache;
    }
}
