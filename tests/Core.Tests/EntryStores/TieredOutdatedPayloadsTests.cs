using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>On two levels, an entry of the shared store is written again.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TieredOutdatedPayloadsTests : TierFixture
{
    private readonly TalkingStore _store;

    public TieredOutdatedPayloadsTests() => _store = new TalkingStore(Clock);

    // Until then a process that has computed the entry before a removal may still have to remove exactly the bytes that it has stored.
    [Test]
    public async Task It_is_written_after_the_bound_for_messages()
    {
        (TieredBackend process, Cache reader) = await ReadOutdatedAsync();
        Clock.Advance(process.DeliveryBound - TimeSpan.FromMilliseconds(1));

        // Without a level in memory an entry is written at the first read.
        await CacheOn(_store, version: 1).SetAsync("other", "value");
        await CacheOn(_store, version: 2).TryGetAsync<string>("other");
        await Poll.UntilAsync(async () => await VersionAsync("app::other") == 2);
        Assert.That(await VersionAsync(), Is.EqualTo(1));
        await UntilRenewedAsync();
        Assert.That((await reader.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task Copies_in_memory_stay_valid()
    {
        (_, Cache reader) = await ReadOutdatedAsync();
        Cache other = CacheOn(await HearingProcessAsync(_store), version: 2);
        await other.TryGetAsync<string>("key");
        await UntilRenewedAsync();
        int reads = _store.Reads;
        foreach (Cache cache in new[] { reader, other })
            Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(_store.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task An_entry_that_is_removed_before_the_bound_does_not_come_back()
    {
        (_, Cache reader) = await ReadOutdatedAsync();
        await reader.RemoveAsync("key");
        int reads = _store.Reads;

        await BeyondBoundAsync(() => _store.Reads > reads);
        Assert.That(await _store.GetAsync(Key), Is.Null);
    }

    private async Task<(TieredBackend Process, Cache Reader)> ReadOutdatedAsync()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache reader = CacheOn(process, version: 2);
        await CacheOn(await HearingProcessAsync(_store), version: 1).SetAsync("key", "value");
        Assert.That((await reader.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        return (process, reader);
    }

    private Task UntilRenewedAsync() => Clock.PassUntilAsync(async () => await VersionAsync() == 2, atMost: 2 * Bound);

    private async Task<byte> VersionAsync(string key = Key) => VersionTransform.Of((await _store.GetAsync(key))!.Value);

    private Cache CacheOn(ICacheBackend store, byte version) =>
        new(store, "app", new CacheOptions { TimeProvider = Clock, Coder = new JsonCoder().Then(new VersionTransform(version)) });
}
