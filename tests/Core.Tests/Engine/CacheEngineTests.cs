using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A caller that has already looked into the memory of the process: a missing key is not read again, and any other is.</summary>
internal sealed class CacheEngineTests() : StaleFixture(StoreKind.Remote)
{
    private static readonly CacheEntryOptions _options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1) });

    private RecordingBackend Store => (RecordingBackend)Backend;

    [Test]
    public async Task A_key_that_is_missing_in_memory_and_in_the_store_is_not_read()
    {
        Assert.That(await GetAfterLookAsync(isMiss: true), Is.EqualTo("value 1"));
        Assert.That(Store.CountOf(RecordingBackend.Get), Is.Zero);
    }

    [Test]
    public async Task A_key_without_a_fresh_value_in_memory_is_read_and_its_stale_value_used()
    {
        await GetAsync(_options);
        Clock.Advance(Minute);
        Source.Failure = new IOException();
        Assert.That(await GetAfterLookAsync(isMiss: false), Is.EqualTo("value 1"));
    }

    [TestCase(TransactionChangeKind.Prefix, "app:rows:", true, true)]
    [TestCase(TransactionChangeKind.Key, "app:rows:row", true, false)]
    [TestCase(TransactionChangeKind.Key, "app:rows:ro", false, false)]
    [TestCase(TransactionChangeKind.Put, "app:rows:row 2", false, true)]
    public void A_change_that_is_repeated_detaches_the_computations_of_its_keys_before(
        TransactionChangeKind kind, string text, bool isOfRow, bool isOfSecondRow)
    {
        Flight row = Cache.Engine.Flights.Lead<int>("app:rows:row", Cache.SettingsOf(null))!;
        Flight secondRow = Cache.Engine.Flights.Lead<int>("app:rows:row 2", Cache.SettingsOf(null))!;
        Flight other = Cache.Engine.Flights.Lead<int>("app::row", Cache.SettingsOf(null))!;
        Cache.Engine.InvalidateLocally(new TransactionChange(kind, text));
        Assert.That((!row.TryBeginWrite(), !secondRow.TryBeginWrite(), !other.TryBeginWrite()), Is.EqualTo((isOfRow, isOfSecondRow, false)));
    }

    [Test]
    public async Task A_set_tells_that_its_value_was_not_stored_where_the_store_fails([Values] bool ofTags)
    {
        EntrySettings settings = Cache.SettingsOf(new CacheEntryOptions { Tags = ["tag"] });
        Assert.That(await Cache.Engine.TrySetAsync("app::key", "old", settings, CancellationToken.None), Is.True);
        Store.FailFor(ofTags ? "app:%tags:tag" : "app::key");
        Assert.That(await Cache.Engine.TrySetAsync("app::key", "new", settings, CancellationToken.None), Is.False);
        Assert.That(Store.Calls.Count(call => call == (RecordingBackend.Set, "app::key")), Is.EqualTo(2), "It is not written again.");
    }

    private Task<string> GetAfterLookAsync(bool isMiss) => Cache.Engine.GetOrCreateAsync(
        "app::key".AsSpan(),
        new LocalLookup(Cache.Engine.Store.Arrivals, isMiss),
        Source,
        static (source, token) => source.RunAsync(token),
        Cache.SettingsOf(_options),
        CancellationToken.None).AsTask();
}
