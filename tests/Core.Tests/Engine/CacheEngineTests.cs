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

    private Task<string> GetAfterLookAsync(bool isMiss) => Cache.Engine.GetOrCreateAsync(
        "app::key".AsSpan(),
        new LocalLookup(Cache.Engine.Store.Arrivals, isMiss),
        Source,
        static (source, token) => source.RunAsync(token),
        Cache.SettingsOf(_options),
        CancellationToken.None).AsTask();
}
