using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The generations of tags in a store: what has become of an entry's tags, and the marks for a new entry.</summary>
[TestFixture]
internal sealed class TagGenerationsTests : IDisposable
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly string[] _tags = ["one", "two"];

    private readonly FakeTimeProvider _clock = new();
    private readonly BatchStore _store;
    private readonly StoreCalls _calls;
    private readonly TagGenerations _generations;

    public TagGenerationsTests()
    {
        _store = new BatchStore(_clock);
        _calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), _clock));
        _generations = new TagGenerations(_calls, _clock);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _store.Dispose();
    }

    [TestCase("one two", 0)]
    [TestCase("two one", 0)]
    [TestCase("one two three", 0)]
    [TestCase("three one two", 0)]
    [TestCase("one", 1)]
    [TestCase("three", 1)]
    [TestCase(null, 1)]
    public async Task The_state_of_the_tags_does_not_depend_on_the_expected_ones(string? expected, int furtherTrips)
    {
        TagMark[] marks = await TakeAsync();
        string[]? tags = expected?.Split(' ');
        foreach (TagState state in (TagState[])[TagState.Current, TagState.SoftlyEvicted, TagState.Evicted])
        {
            if (state == TagState.SoftlyEvicted)
                Assert.That(await _generations.EvictSoftlyAsync("two", default), Is.True);
            else if (state == TagState.Evicted)
                await _generations.EvictAsync("one", default);
            Task<StoreResult<ReadOnlyMemory<byte>?>[]>? reading = tags is null ? null : _generations.Read(tags, default);
            _store.Forget();
            Assert.That(await _generations.StateOfAsync(marks, tags, reading, default), Is.EqualTo(new StoreResult<TagState>(state)));
            Assert.That(_store.Trips, Has.Count.EqualTo(state == TagState.Evicted ? 1 : furtherTrips));
        }
    }

    [Test]
    public async Task A_record_that_can_not_be_read_leaves_the_state_unknown([Values] bool isExpected, [Values("one", "two")] string failing)
    {
        TagMark[] marks = await TakeAsync();
        _store.FailFor(failing, new TimeoutException());
        Task<StoreResult<ReadOnlyMemory<byte>?>[]>? reading = isExpected ? _generations.Read(_tags, default) : null;
        Assert.That((await _generations.StateOfAsync(marks, _tags, reading, default)).Failure, Is.EqualTo(CallFailure.TimedOut));
    }

    [Test]
    public async Task Marks_that_are_remembered_are_checked_and_replaced_by_the_current_ones()
    {
        TagMark[] marks = await TakeAsync();
        Assert.That((await TakeAsync()).Select(mark => mark.Generation), Is.EqualTo(marks.Select(mark => mark.Generation)));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many with life 2", "add many 2", "get many 2" }));
        var other = new TagGenerations(_calls, _clock);
        await other.EvictAsync("two", default);
        TagMark[] next = await TakeAsync();
        Assert.That((next[0].Generation == marks[0].Generation, next[1].Generation == marks[1].Generation), Is.EqualTo((true, false)));
        Assert.That((await other.StateOfAsync(next, null, null, default)).Value, Is.EqualTo(TagState.Current));
    }

    [Test]
    public async Task Marks_that_can_not_be_checked_or_read_are_none([Values] bool areRemembered, [Values] bool isClaimed)
    {
        if (areRemembered)
            await TakeAsync();
        _store.FailFor("two", new TimeoutException());
        if (isClaimed)
        {
            TagClaim claim = await _generations.ClaimAsync(_tags, _hour, default);
            CallFailure failure = areRemembered ? (await claim.AreCurrentAsync()).Failure : claim.Marks.Failure;
            Assert.That(failure, Is.EqualTo(CallFailure.TimedOut));
        }
        else
        {
            Assert.That(await _generations.TakeAsync(_tags, _hour, default), Is.EqualTo(StoreResult<TagMark[]>.None(CallFailure.TimedOut)));
        }
    }

    [Test]
    public async Task Records_that_can_not_be_stored_fail_the_marks([Values] bool isClaimed)
    {
        _store.FailFor("two", new IOException(), "add many");
        CallFailure failure = isClaimed
            ? (await (await _generations.ClaimAsync(_tags, _hour, default)).AreCurrentAsync()).Failure
            : (await _generations.TakeAsync(_tags, _hour, default)).Failure;
        Assert.That(failure, Is.EqualTo(CallFailure.Unknown));
    }

    [Test]
    public async Task Records_that_others_keep_removing_are_tried_for_three_times()
    {
        _store.IsOvertaken = true;
        Assert.That(await _generations.TakeAsync(_tags, _hour, default), Is.EqualTo(default(StoreResult<TagMark[]>)));
        Assert.That(_store.Trips, Is.EqualTo(Enumerable.Repeat(new[] { "get many with life 2", "add many 2" }, 3).SelectMany(trip => trip)));
    }

    [Test]
    public async Task A_claim_whose_records_others_have_added_meanwhile_is_not_current([Values] bool isOvertaken)
    {
        _store.IsOvertaken = isOvertaken;
        TagClaim claim = await _generations.ClaimAsync(_tags, _hour, default);
        Assert.That(claim.Marks.Value!.Select(mark => mark.Key), Is.EqualTo(_tags));
        Assert.That(await claim.AreCurrentAsync(), Is.EqualTo(new StoreResult<bool>(!isOvertaken)));
    }

    [Test]
    public async Task While_an_eviction_is_pending_no_remembered_mark_is_used_and_none_can_be_added_afterwards([Values] bool isPending)
    {
        TagMark[] marks = await TakeAsync();
        if (isPending)
            _generations.Invalidate("one");
        DateTimeOffset later = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        Assert.That((await _generations.TakeAfterwardsAsync(_tags, _hour, later)).Value is null, Is.EqualTo(isPending));
        TagMark[] next = await TakeAsync();
        Assert.That(next[0].Generation == marks[0].Generation, Is.EqualTo(!isPending));
        Assert.That(next[1].Generation, Is.EqualTo(marks[1].Generation));
    }

    [TestCase(999, false)]
    [TestCase(1_000, true)]
    public async Task A_generation_from_after_the_start_is_not_added_afterwards(int millisecondsLater, bool isTaken)
    {
        await TakeAsync();
        DateTimeOffset start = _clock.GetUtcNow() + TimeSpan.FromMilliseconds(millisecondsLater);
        Assert.That((await _generations.TakeAfterwardsAsync(_tags, _hour, start)).Value is not null, Is.EqualTo(isTaken));
    }

    [TestCase(null)]
    [TestCase("not a record")]
    public async Task A_soft_eviction_of_a_tag_without_a_record_sets_one(string? content)
    {
        if (content is not null)
            await _store.SetAsync("one", System.Text.Encoding.UTF8.GetBytes(content), null);
        _store.Forget();
        Assert.That(await _generations.EvictSoftlyAsync("one", default), Is.True);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get with life", "set" }));
        Assert.That(TagRecord.IsRecord((await _store.GetAsync("one"))!.Value.Span), Is.True);
    }

    [Test]
    public async Task A_soft_eviction_keeps_the_time_to_live_of_the_record()
    {
        TagMark[] marks = await TakeAsync();
        _clock.Advance(_hour);
        Assert.That(await _generations.EvictSoftlyAsync("one", default), Is.True);
        Assert.That((await _store.GetWithTimeToLiveAsync("one"))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromHours(25)));
        _store.Forget();
        TagMark[] next = await TakeAsync();
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 2" }), "The new generation is remembered.");
        Assert.That((next[0].Generation == marks[0].Generation, next[1].Generation == marks[1].Generation), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_soft_eviction_that_others_keep_overtaking_is_made_immediate()
    {
        TagMark[] marks = await TakeAsync();
        _store.Forget();
        _store.IsOvertaken = true;
        Assert.That(await _generations.EvictSoftlyAsync("one", default), Is.True);
        Assert.That(_store.Trips, Is.EqualTo(
            new[] { "get with life", "replace", "get with life", "replace", "get with life", "replace", "set" }));
        Assert.That((await _generations.StateOfAsync(marks, null, null, default)).Value, Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public async Task An_eviction_that_the_store_has_not_done_is_pending([Values] bool isSoft)
    {
        TagMark[] marks = await TakeAsync();
        _store.IsDown = true;
        Assert.That(isSoft ? await _generations.EvictSoftlyAsync("one", default) : await _generations.EvictAsync("one", default), Is.False);
        Assert.That((_calls.IsPending("one"), _calls.IsPending("two")), Is.EqualTo((true, false)));
        _store.IsDown = false;
        Assert.That((await _generations.StateOfAsync(marks, null, null, default)).Value, Is.EqualTo(TagState.Evicted));
    }

    private async Task<TagMark[]> TakeAsync() => (await _generations.TakeAsync(_tags, _hour, default)).Value!;
}
