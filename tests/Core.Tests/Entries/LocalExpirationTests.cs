using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Entries;

/// <summary>A call limits the life of its copy in L1, or keeps none, and never prolongs the entry.</summary>
[TestFixture]
internal sealed class LocalExpirationTests : TierFixture
{
    private static readonly LevelUse _limited = new(ReadsL1: true, WritesL1: true, ReadsL2: true, WritesL2: true, TimeSpan.FromMinutes(1));
    private static readonly LevelUse _noCopy = _limited with { WritesL1 = false };

    private readonly TalkingStore _store;

    public LocalExpirationTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_copy_ends_with_its_limit_or_with_its_entry([Values("write", "write L1", "read")] string call, [Values(null, 30, 90)] int? seconds)
    {
        (TieredBackend process, EntryStore store) = await StartAsync();
        TimeSpan? timeToLive = seconds is { } given ? TimeSpan.FromSeconds(given) : null;
        if (call == "read")
        {
            await _store.SetAsync(Key, "\"value\""u8.ToArray(), timeToLive);
            Assert.That((await ReadAsync(store, _limited)).Value, Is.EqualTo("value"));
        }
        else
        {
            Assert.That((await WriteAsync(store, call == "write" ? _limited : _limited with { WritesL2 = false }, timeToLive)).IsStored, Is.True);
        }

        process.L1.GetValue(Key, out TimeSpan? ofCopy);
        Assert.That(ofCopy, Is.EqualTo(TimeSpan.FromSeconds(seconds == 30 ? 30 : 60)));
        if (call != "write L1")
            Assert.That((await _store.GetWithTimeToLiveAsync(Key))!.Value.TimeToLive, Is.EqualTo(timeToLive));
    }

    [Test]
    public async Task Without_a_limit_a_copy_lives_as_long_as_its_entry([Values] bool isRead)
    {
        (TieredBackend process, EntryStore store) = await StartAsync();
        LevelUse unlimited = _limited with { LocalExpiration = null };
        await WriteAsync(store, unlimited, TimeSpan.FromHours(1));
        if (isRead)
        {
            process.L1.Forget(Key);
            await ReadAsync(store, unlimited);
        }

        process.L1.GetValue(Key, out TimeSpan? ofCopy);
        Assert.That(ofCopy, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task A_call_that_writes_no_copy_leaves_none()
    {
        (TieredBackend process, EntryStore store) = await StartAsync();
        await WriteAsync(store, _limited, null);
        await WriteAsync(store, _noCopy, null);
        Assert.That(CopyIn(process), Is.Null);
        Assert.That((await ReadAsync(store, _noCopy)).Value, Is.EqualTo("value"));
        Assert.That(CopyIn(process), Is.Null);
    }

    [Test]
    public async Task A_copy_that_was_there_answers_a_call_that_reads_L1()
    {
        (_, EntryStore store) = await StartAsync();
        await WriteAsync(store, _limited, null);
        int reads = _store.Reads;
        EntryRead<string> read = await ReadAsync(store, _noCopy);
        Assert.That((read.Value, read.IsLocal, _store.Reads), Is.EqualTo(("value", true, reads)));
    }

    [Test]
    public async Task A_call_that_reads_no_level_finds_nothing_and_may_not_add()
    {
        (_, EntryStore store) = await StartAsync();
        await WriteAsync(store, _limited, null);
        EntryRead<string> read = await ReadAsync(store, _limited with { ReadsL1 = false, ReadsL2 = false });
        Assert.That((read.IsHit, read.Failure, read.ToFence()), Is.EqualTo((false, CallFailure.NotAttempted, (Fence?)null)));
    }

    [Test]
    public async Task A_value_that_can_not_be_encoded_is_not_kept_in_L1_alone()
    {
        (TieredBackend process, EntryStore store) = await StartAsync();
        await WriteAsync(store, _limited, null);
        WriteResult written = await WriteAsync(store, _limited with { WritesL2 = false }, null, new CountingCoder { FailsToEncode = true });
        Assert.That((written.IsStored, written.IsUnstorable, CopyIn(process)), Is.EqualTo((false, true, (string?)null)));
    }

    [Test]
    public void A_call_uses_a_cache_if_it_uses_one_of_its_levels([Values] bool l1, [Values] bool l2)
    {
        Assert.That(new LevelUse(l1, WritesL1: false, l2, WritesL2: false).Reads, Is.EqualTo(l1 || l2));
        Assert.That(new LevelUse(ReadsL1: false, l1, ReadsL2: false, l2).Writes, Is.EqualTo(l1 || l2));
    }

    private async Task<(TieredBackend Process, EntryStore Store)> StartAsync()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        return (process, EntryStore.Create(process, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), Clock)));
    }

    private static ValueTask<WriteResult> WriteAsync(EntryStore store, LevelUse levels, TimeSpan? timeToLive, CountingCoder? coder = null) =>
        store.WriteAsync(Key, "value", Settings(levels, coder), new EntryPlan(EntryMetadata.None, timeToLive), CancellationToken.None);

    private static ValueTask<EntryRead<string>> ReadAsync(EntryStore store, LevelUse levels) =>
        store.ReadAsync<string>(Key, Settings(levels), CancellationToken.None);

    private static EntrySettings Settings(LevelUse levels, CountingCoder? coder = null) =>
        new(coder ?? new CountingCoder(), null, ByReference: false, EntryPolicy.Default) { Levels = levels };
}
