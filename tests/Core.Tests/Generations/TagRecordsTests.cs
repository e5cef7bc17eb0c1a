using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The records of tags in a store: each write has its own result, and what the store holds is remembered for as long as it holds it.</summary>
[TestFixture]
internal sealed class TagRecordsTests : IDisposable
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly BatchStore _store;
    private readonly StoreCalls _calls;
    private readonly TagRecords _records;

    public TagRecordsTests()
    {
        _store = new BatchStore(_clock);
        _calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), _clock));
        _records = new TagRecords(_calls, _clock);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _store.Dispose();
    }

    [Test]
    public async Task Each_write_has_its_own_result_and_those_that_were_stored_are_remembered()
    {
        byte[] other = TagRecord.Of(new TagGeneration(7));
        await _store.SetAsync("overtaken", other, null);
        await _store.SetAsync("replaced", other, null);
        await _store.SetAsync("unreadable", "?"u8.ToArray(), null);
        await _store.SetAsync("added by another", other, null);
        TagWrite[] writes =
        [
            Write("overtaken", new(new CacheEntry("before"u8.ToArray(), null))),
            Write("unreadable", StoreResult<CacheEntry?>.None(CallFailure.Refused)),
            Write("replaced", new(new CacheEntry(other, null))),
            Write("added by another", default),
            Write("added", default),
        ];
        StoreResult<bool>[] results = await _records.StoreAsync([.. writes], _hour, CancellationToken.None);
        Assert.That(results.Select(result => result.Value), Is.EqualTo(new[] { false, true, true, false, true }));
        foreach ((TagWrite write, StoreResult<bool> result) in writes.Zip(results))
        {
            TagMark[]? remembered = _records.Recent.Of([write.Tag], _hour);
            Assert.That(remembered?.Single().Generation, Is.EqualTo(result.Value ? write.Generation : (TagGeneration?)null), write.Tag);
            bool isHeld = (await _store.GetAsync(write.Tag))!.Value.Span.SequenceEqual(TagRecord.Of(write.Generation));
            Assert.That(isHeld, Is.EqualTo(result.Value), write.Tag);
        }
    }

    [Test]
    public async Task A_failed_read_fails_the_call_and_a_refused_one_is_overwritten()
    {
        _store.FailFor("two", Refusal.Lasting);
        StoreResult<TagReading> read = await _records.ReadAsync(["one", "two"], _hour, long.MaxValue, CancellationToken.None);
        Assert.That(read.Value!.Missing.Select(write => write.KindFor(canWriteConditionally: true)), Is.EqualTo(new[] { TagWriteKind.Add, TagWriteKind.Set }));
        _store.FailFor("two", new IOException());
        read = await _records.ReadAsync(["one", "two"], _hour, long.MaxValue, CancellationToken.None);
        Assert.That((read.Value, read.Failure), Is.EqualTo(((TagReading?)null, CallFailure.Unknown)));
    }

    [TestCase(9, false)]
    [TestCase(10, true)]
    public async Task A_generation_that_was_made_later_is_none(long latest, bool isFound)
    {
        await _store.SetAsync("tag", TagRecord.Of(TagGeneration.At(10)), null);
        StoreResult<TagReading> read = await _records.ReadAsync(["tag"], _hour, latest, CancellationToken.None);
        Assert.That((read.Value is not null, read.Failure), Is.EqualTo((isFound, CallFailure.None)));
        read = await _records.ReadAsync(["absent"], _hour, latest, CancellationToken.None);
        Assert.That(read.Value!.Missing, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Marks_are_current_if_the_store_holds_all_of_them()
    {
        TagMark[] marks = await StoreAsync("one", "two");
        Assert.That(await _records.CheckAsync(["one", "two"], marks, CancellationToken.None), Is.EqualTo(new StoreResult<bool>(true)));
        await _store.SetAsync("two", TagRecord.Of(TagGeneration.At(1)), null);
        Assert.That(await _records.CheckAsync(["one", "two"], marks, CancellationToken.None), Is.EqualTo(new StoreResult<bool>(false)));
        _store.FailFor("one", new IOException());
        Assert.That((await _records.CheckAsync(["one", "two"], marks, CancellationToken.None)).Failure, Is.EqualTo(CallFailure.Unknown));
        _store.FailFor("one", Refusal.Lasting);
        Assert.That(await _records.CheckAsync(["one", "two"], marks, CancellationToken.None), Is.EqualTo(new StoreResult<bool>(false)));
    }

    [TestCase(0)]
    [TestCase(8)]
    [TestCase(-8)]
    public async Task A_generation_that_another_process_has_made_is_remembered_for_what_is_left_of_a_day(int age)
    {
        TagMark[] marks = await StoreAsync("tag");
        await _store.SetAsync("tag", TagRecord.Of(TagGeneration.At((_clock.GetUtcNow() - TimeSpan.FromHours(age)).ToUnixTimeMilliseconds())), null);
        await _records.CheckAsync(["tag"], marks, CancellationToken.None);
        TimeSpan left = _day - TimeSpan.FromHours(Math.Max(0, age));
        Assert.That(_records.Recent.Of(["tag"], left)!.Single().Generation, Is.Not.EqualTo(marks[0].Generation));
        Assert.That(_records.Recent.Of(["tag"], left + TimeSpan.FromMilliseconds(1)), Is.Null);
    }

    [TestCase("a record after a soft eviction")]
    [TestCase("not a record ...")]
    [TestCase(null)]
    public async Task Of_any_other_content_nothing_is_remembered(string? content)
    {
        TagMark[] marks = await StoreAsync("tag");
        if (content is null)
            await _store.RemoveAsync("tag");
        else if (content.StartsWith('a'))
            await _store.SetAsync("tag", TagRecord.After(TagRecord.Of(new TagGeneration(1)), new TagGeneration(2)), null);
        else
            await _store.SetAsync("tag", System.Text.Encoding.UTF8.GetBytes(content), null);
        await _records.CheckAsync(["tag"], marks, CancellationToken.None);
        Assert.That(_records.Recent.Of(["tag"], TimeSpan.FromMilliseconds(1)), Is.Null);
    }

    [Test]
    public void A_record_outlives_an_entry_that_ends_with_it_or_earlier()
    {
        Assert.That((TagRecords.Outlives(_hour, _hour), TagRecords.Outlives(_hour, _day), TagRecords.Outlives(_hour, null)), Is.EqualTo((true, false, false)));
        Assert.That((TagRecords.Outlives(null, _hour), TagRecords.Outlives(null, null)), Is.EqualTo((true, true)));
    }

    [Test]
    public void A_record_is_stored_for_later_entries_too()
    {
        TimeSpan fiftyYears = TimeSpan.FromDays(50 * 365);
        Assert.That(TagRecords.TimeToLiveFor(_hour), Is.EqualTo(TimeSpan.FromHours(26)));
        Assert.That(TagRecords.TimeToLiveFor(fiftyYears - new TimeSpan(1)), Is.EqualTo((2 * (fiftyYears - new TimeSpan(1))) + _day));
        Assert.That((TagRecords.TimeToLiveFor(fiftyYears), TagRecords.TimeToLiveFor(null)), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)null)));
    }

    private async Task<TagMark[]> StoreAsync(params string[] tags)
    {
        TagWrite[] writes = Array.ConvertAll(tags, tag => Write(tag, default));
        await _records.StoreAsync([.. writes], null, CancellationToken.None);
        return Array.ConvertAll(writes, write => new TagMark(write.Tag, write.Generation));
    }

    private TagWrite Write(string tag, StoreResult<CacheEntry?> held) => new(tag, _records.Next(), held);
}
