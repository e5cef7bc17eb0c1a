using System.Buffers;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Entries;

/// <summary>Calls that use only some of the levels.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LevelUseTests : TierFixture
{
    private static readonly LevelUse _l1 = new(ReadsL1: true, WritesL1: true, ReadsL2: false, WritesL2: false);
    private static readonly LevelUse _l2 = new(ReadsL1: false, WritesL1: false, ReadsL2: true, WritesL2: true);

    private readonly TalkingStore _store;

    public LevelUseTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_write_to_L1_alone_does_not_reach_the_store()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        int writes = _store.Writes;

        await SetAsync(cache, "local", _l1);

        Assert.That(_store.Writes, Is.EqualTo(writes));
        Assert.That(await ReadAsync(cache, _l1), Is.EqualTo("local"));
        Assert.That(await ReadAsync(cache, _l2), Is.Null);
    }

    [Test]
    public async Task A_write_to_L1_alone_that_another_change_prevents_leaves_no_older_copy()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache cache = CacheOn(process);
        await SetAsync(cache, "old", null);
        string neighbour = Enumerable.Range(0, int.MaxValue).Select(i => $"{i}")
            .First(other => ((string.GetHashCode(other) ^ string.GetHashCode(Key)) & 0x3FF) == 0);
        var coder = new ChangingCoder(() => process.L1.Forget(neighbour));

        await cache.SetByFullKeyAsync(
            Key, "new", cache.SettingsOf(null) with { Coder = coder, Levels = _l1 }, CancellationToken.None);

        Assert.That(CopyIn(process), Is.Null);
    }

    [Test]
    public async Task A_read_of_L1_alone_does_not_reach_the_store()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await SetAsync(cache, "shared", _l2);
        int reads = _store.Reads;

        Assert.That(await ReadAsync(cache, _l1), Is.Null);
        Assert.That(_store.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task A_read_of_L2_alone_reads_the_store_in_spite_of_a_copy_and_keeps_it()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache cache = CacheOn(process);
        await SetAsync(cache, "value", null);
        int reads = _store.Reads;

        Assert.That(await ReadAsync(cache, _l2), Is.EqualTo("value"));
        Assert.That(_store.Reads, Is.EqualTo(reads + 1));
        Assert.That(CopyIn(process), Is.Not.Null);
    }

    [Test]
    public async Task A_read_of_L2_alone_leaves_no_copy()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache cache = CacheOn(process);
        await SetAsync(cache, "value", _l2);

        Assert.That(await ReadAsync(cache, _l2), Is.EqualTo("value"));
        Assert.That(CopyIn(process), Is.Null);
    }

    [Test]
    public async Task A_removal_in_another_process_removes_a_value_of_L1_alone()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        Cache other = CacheOn(await HearingProcessAsync(_store));
        await SetAsync(cache, "local", _l1);

        await other.RemoveAsync("key");

        Assert.That(await ReadAsync(cache, _l1), Is.Null);
    }

    [Test]
    public async Task A_removal_that_waits_for_the_store_hides_its_value_from_a_read_of_L2()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await SetAsync(cache, "shared", _l2);
        _store.IsDown = true;
        await cache.RemoveAsync("key");
        _store.IsDown = false;

        Assert.That(await ReadAsync(cache, _l2), Is.Null);
    }

    [Test]
    public async Task A_computation_that_reads_no_level_does_not_serve_a_stale_value()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        var grace = new StaleOptions { Grace = TimeSpan.FromHours(1) };
        var stale = new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(1), Stale = grace };
        await cache.SetAsync("key", "old", stale);
        Clock.Advance(TimeSpan.FromSeconds(2));
        EntrySettings settings = cache.SettingsOf(stale) with { Levels = _l2 with { ReadsL2 = false } };

        Assert.That(
            async () => await cache.Engine.RefreshAsync<object?, string>(
                Key, null, static (_, _) => throw new InvalidOperationException("The source is down."), settings, CancellationToken.None),
            Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_computation_that_does_not_read_memory_does_not_serve_a_stale_value()
    {
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });
        Cache cache = CacheOn(memory);
        var grace = new StaleOptions { Grace = TimeSpan.FromHours(1) };
        var stale = new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(1), Stale = grace };
        await cache.SetAsync("key", "old", stale);
        Clock.Advance(TimeSpan.FromSeconds(2));
        EntrySettings settings = cache.SettingsOf(stale) with { Levels = _l1 with { ReadsL1 = false } };

        Assert.That(
            async () => await cache.Engine.RefreshAsync<object?, string>(
                Key, null, static (_, _) => throw new InvalidOperationException("The source is down."), settings, CancellationToken.None),
            Throws.InvalidOperationException);
    }

    private Cache CacheOn(ICacheBackend process) =>
        new(process, "app", new CacheOptions { TimeProvider = Clock, Store = new StoreOptions { BreakAfter = null } });

    private static ValueTask SetAsync(Cache cache, string value, LevelUse? levels) =>
        cache.SetByFullKeyAsync(Key, value, cache.SettingsOf(null) with { Levels = levels }, CancellationToken.None);

    private static async ValueTask<string?> ReadAsync(Cache cache, LevelUse levels) =>
        (await cache.TryGetByFullKeyAsync<string>(Key, cache.SettingsOf(null) with { Levels = levels }, CancellationToken.None)).Value;

    // Something else changes while a value is encoded.
    private sealed class ChangingCoder(Action change) : ICoder
    {
        private readonly JsonCoder _coder = new();

        public void Encode<T>(T value, IBufferWriter<byte> output)
        {
            change();
            _coder.Encode(value, output);
        }

        public T? Decode<T>(ReadOnlySpan<byte> payload) => _coder.Decode<T>(payload);
    }
}
