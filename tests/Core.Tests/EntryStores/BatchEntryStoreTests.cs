using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Many entries are marked and read in few trips, each as it is alone.</summary>
[TestFixture]
internal sealed class BatchEntryStoreTests : IDisposable
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly BatchStore _backend;
    private readonly EntryStore _store;

    public BatchEntryStoreTests()
    {
        _backend = new BatchStore(_clock);
        _store = EntryStore.Create(_backend, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), _clock));
    }

    public void Dispose()
    {
        _store.End();
        _backend.Dispose();
    }

    [Test]
    public async Task The_marks_of_all_entries_are_taken_together_for_the_longest_of_their_lives([Values] bool isEndless)
    {
        StoreResult<TagMark[]>[] marks = await _store.MarkManyAsync(
            [Tagged(_hour, "one", "two"), Tagged(isEndless ? null : 3 * _hour, "two", "three"), Tagged(2 * _hour, "one"), Tagged(_hour)],
            CancellationToken.None);
        Assert.That(marks.Select(one => string.Join(' ', one.Value!.Select(mark => mark.Key))), Is.EqualTo(new[] { "one two", "two three", "one", "" }));
        Assert.That(marks[1].Value![0], Is.SameAs(marks[0].Value![1]));
        Assert.That(_backend.Trips, Is.EqualTo(new[] { "get many with life 3", "add many 3" }));
        foreach (string tag in (string[])["one", "two", "three"])
            Assert.That((await _backend.GetWithTimeToLiveAsync(tag))!.Value.TimeToLive, Is.EqualTo(isEndless ? null : TimeSpan.FromHours(30)));
    }

    [Test]
    public async Task Entries_that_are_not_stored_have_no_marks_and_take_none()
    {
        StoreResult<TagMark[]>[] marks = await _store.MarkManyAsync(
            [Tagged(TimeSpan.Zero, "not stored"), Tagged(_hour, "one"), Tagged(_hour, "two"), Tagged(null)], CancellationToken.None);
        Assert.That(marks.Select(one => one.Value!.Length), Is.EqualTo(new[] { 0, 1, 1, 0 }));
        Assert.That(_backend.Trips, Is.EqualTo(new[] { "get many with life 2", "add many 2" }));
    }

    [Test]
    public async Task Entries_with_the_same_settings_share_their_marks()
    {
        EntrySettings tagged = Tagged(_hour, "one", "two");
        StoreResult<TagMark[]>[] marks = await _store.MarkManyAsync([tagged, tagged], CancellationToken.None);
        Assert.That(marks[0].Value, Has.Length.EqualTo(2).And.SameAs(marks[1].Value));
        Assert.That(_backend.Trips, Is.EqualTo(new[] { "get many with life 2", "add many 2" }));
    }

    [Test]
    public async Task A_tag_that_can_not_be_read_fails_the_marks_of_all_entries_with_tags()
    {
        _backend.FailFor("two", new IOException());
        StoreResult<TagMark[]>[] marks = await _store.MarkManyAsync([Tagged(_hour, "one"), Tagged(_hour, "two"), Tagged(_hour)], CancellationToken.None);
        Assert.That(marks.Select(one => one.Failure), Is.EqualTo(new[] { CallFailure.Unknown, CallFailure.Unknown, CallFailure.None }));
        Assert.That(marks[2].Value, Is.Empty);
    }

    [Test]
    public async Task Tags_that_are_evicted_together_are_removed_where_the_store_refuses_new_records([Values(1, 2)] int refused)
    {
        string[] tags = ["one", "two", "three"];
        await _store.MarkManyAsync([Tagged(_hour, tags)], CancellationToken.None);
        foreach (string tag in tags.Take(refused))
            _backend.FailFor(tag, Refusal.Lasting, "set many");
        bool isDone = await _store.EvictManyAsync(tags, EvictionMode.Immediate, CancellationToken.None);
        Assert.That(isDone, Is.True);
        foreach (string tag in tags)
            Assert.That(await _backend.GetAsync(tag) is null, Is.EqualTo(tags.Take(refused).Contains(tag)), tag);
    }

    [Test]
    public async Task An_eviction_that_the_store_does_not_do_is_false_and_hides_the_entries_in_this_process([Values("one", "three")] string failing)
    {
        string[] tags = ["one", "two", "three"];
        EntrySettings tagged = Tagged(_hour, failing);
        TagMark[] marks = (await _store.MarkAsync(tagged, CancellationToken.None)).Value!;
        await _store.WriteAsync("key", "value", tagged, new EntryPlan(EntryMetadata.Of(marks), _hour), CancellationToken.None);
        Assert.That((await _store.ReadAsync<string>("key", tagged, CancellationToken.None)).IsHit, Is.True);
        _backend.FailFor(failing, new IOException());
        Assert.That(await _store.EvictManyAsync(tags, EvictionMode.Immediate, CancellationToken.None), Is.False);
        _backend.FailFor(failing, null);
        Assert.That((await _store.ReadAsync<string>("key", tagged, CancellationToken.None)).IsHit, Is.False);
    }

    [Test]
    public async Task Each_entry_is_decoded_once_and_a_corrupt_one_keeps_its_bytes_to_be_overwritten()
    {
        var coder = new CountingCoder();
        EntrySettings settings = Tagged(_hour) with { Coder = coder };
        byte[] corrupt = EntryEnvelope.WrapAlways("payload"u8, EntryMetadata.None)[..6];
        await _backend.SetAsync("bare", "\"one\""u8.ToArray(), null);
        await _backend.SetAsync("corrupt", corrupt, null);
        await _backend.SetAsync("wrapped", EntryEnvelope.WrapAlways("\"two\""u8, EntryMetadata.None), null);
        _store.CountArrival();
        EntryRead<string>[] reads = await _store.ReadManyAsync<string>(
            Array.ConvertAll(["bare", "corrupt", "wrapped", "absent"], (string key) => new BatchKey(key, settings)), CancellationToken.None);
        Assert.That(reads.Select(read => read.Value), Is.EqualTo(new[] { "one", null, "two", null }));
        Assert.That(reads.Select(read => read.IsHit), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(reads[1].Stored!.Value.ToArray(), Is.EqualTo(corrupt));
        Assert.That((reads[3].Stored, reads[3].Arrivals), Is.EqualTo(((ReadOnlyMemory<byte>?)null, 1L)));
        Assert.That(coder.Decoded, Is.EqualTo(2));
    }

    private static EntrySettings Tagged(TimeSpan? expiration, params string[] tags) =>
        new(new JsonCoder(), expiration, ByReference: false, EntryPolicy.Default, tags);
}
