using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A store of two levels follows the changes of other processes until it is ended.</summary>
[TestFixture, NonParallelizable]
internal sealed class TieredLifeTests : TierFixture
{
    private readonly TalkingStore _store;

    public TieredLifeTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task Changes_by_other_processes_are_counted_until_the_end()
    {
        using var counter = new CounterReading("cachekit.invalidations");
        TieredBackend process = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        EntryStore store = NewStore(process);
        var changes = new List<Change>();
        ((TieredEntryStore)store).Changed += changes.Add;
        await other.RemoveAsync(Key);
        Assert.That((CountIn(counter), changes), Is.EqualTo((1L, new[] { Change.OfKey(Key) })).UsingPropertiesComparer());
        store.End();
        await other.RemoveAsync(Key);
        Assert.That((CountIn(counter), changes.Count), Is.EqualTo((1L, 1)));
    }

    [Test]
    public async Task Both_levels_log_with_the_same_logger()
    {
        using var loggers = new RecordingLoggerFactory();
        EntryStore store = NewStore(await HearingProcessAsync(_store));
        store.Logger = loggers.CreateLogger("");
        EntrySettings settings = new(new JsonCoder(), null, ByReference: false, EntryPolicy.Default);
        await store.WriteAsync(Key, "value", settings, new EntryPlan(EntryMetadata.None, null), CancellationToken.None);
        Assert.That((await store.ReadAsync<string>(Key, settings, CancellationToken.None)).IsLocal, Is.True);
        await store.RemoveAsync(Key, CancellationToken.None);
        Assert.That((await store.ReadAsync<string>(Key, settings, CancellationToken.None)).IsHit, Is.False);
        Assert.That(loggers.At(LogLevel.Debug), Is.EqualTo(new[] { $"Key added: {Key}", $"Key found: {Key}", $"Key not found: {Key}" }));
    }

    [Test]
    public async Task A_value_that_L2_does_not_store_is_kept_in_L1_for_the_bound_unless_another_was_there_first([Values] bool isFenced)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        EntryStore store = NewStore(process);
        EntrySettings settings = new(new JsonCoder(), null, ByReference: false, EntryPolicy.Default);
        if (isFenced)
            await _store.SetAsync(Key, "\"other\""u8.ToArray(), null);
        else
            _store.IsDown = true;
        WriteResult written = await store.WriteAsync(
            Key, "value", settings, new EntryPlan(EntryMetadata.None, null, Fence.Nothing), CancellationToken.None);
        Assert.That((written.IsStored, written.IsFenced), Is.EqualTo((false, isFenced)));
        Assert.That(CopyIn(process), Is.EqualTo(isFenced ? null : "\"value\""));
        Clock.Advance(Bound);
        Assert.That(CopyIn(process), Is.Null);
    }

    // Other tests may have changes too.
    private static long CountIn(CounterReading counter) =>
        counter.Measurements.Where(one => Equals(one.Tags[MetricTags.Cache], nameof(TieredLifeTests))).Sum(one => one.Count);

    private EntryStore NewStore(TieredBackend process) => EntryStore.Create(
        process, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), Clock) { CacheName = nameof(TieredLifeTests) });
}
