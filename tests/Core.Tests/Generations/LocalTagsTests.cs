using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The records of tags in memory: entries of a generation share its mark, and an eviction is never lost.</summary>
[TestFixture]
internal sealed class LocalTagsTests : IDisposable
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly RecordingLoggerFactory _loggers = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _memory;
    private readonly SwitchedValueBackend _backend;
    private readonly LocalTags _tags;

    public LocalTagsTests()
    {
        _memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        _backend = new SwitchedValueBackend(_memory);
        _tags = new LocalTags(_backend, _clock, new StoreHealth("memory", _clock, TimeSpan.FromSeconds(1)) { Logger = _loggers.CreateLogger("") });
    }

    public void Dispose() => _memory.Dispose();

    [Test]
    public void Entries_of_a_generation_share_its_mark()
    {
        TagMark[] marks = Take("one", "two");
        Assert.That(marks.Select(mark => mark.Key), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(Take("two", "one"), Is.EqualTo(new[] { marks[1], marks[0] }));
        Assert.That(Take("one"), Is.EqualTo(new[] { marks[0] }).And.SameAs(marks[0].Alone.Tags.All));
    }

    [Test]
    public void A_record_outlives_the_entry_and_is_written_again_only_for_one_that_it_does_not_outlive()
    {
        TagMark mark = Take("tag").Single();
        Assert.That((TimeToLive(), _backend.Replacements), Is.EqualTo((TimeSpan.FromHours(26), 1)));
        _clock.Advance(TimeSpan.FromHours(25));
        Assert.That(Take("tag").Single(), Is.SameAs(mark));
        Assert.That((TimeToLive(), _backend.Replacements), Is.EqualTo((_hour, 1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Take("tag").Single(), Is.SameAs(mark));
        Assert.That((TimeToLive(), _backend.Replacements), Is.EqualTo((TimeSpan.FromHours(26), 2)));
    }

    [Test]
    public void A_mark_is_tried_for_three_times()
    {
        _backend.Overtakes = 2;
        Assert.That(Take("tag"), Has.Length.EqualTo(1));
        _backend.Overtakes = 3;
        Assert.That(_tags.Take(["other"], _hour), Is.EqualTo(new StoreResult<TagMark[]>(null)));
        _backend.Overtakes = 3;
        Assert.That(_tags.Take(["tag", "other"], _hour).Value, Is.Null, "One of them can be had.");
        Assert.That(_loggers.Entries, Is.Empty);
    }

    [Test]
    public void An_eviction_starts_another_generation()
    {
        TagMark mark = Take("tag").Single();
        Assert.That(_tags.Evict("tag"), Is.True);
        Assert.That((mark.StateIn(_backend), _memory.GetValue("tag")), Is.EqualTo((TagState.Evicted, (CachedValue?)null)));
        Assert.That(Take("tag").Single(), Is.Not.SameAs(mark));
        Assert.That(mark.StateIn(_backend), Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public void A_soft_eviction_keeps_the_earlier_generations_and_the_time_to_live()
    {
        TagMark mark = Take("tag").Single();
        Assert.That(_tags.EvictSoftly("tag"), Is.True);
        Assert.That((mark.StateIn(_backend), TimeToLive()), Is.EqualTo((TagState.SoftlyEvicted, TimeSpan.FromHours(26))));
        TagMark next = Take("tag").Single();
        Assert.That((next.StateIn(_backend), mark.StateIn(_backend)), Is.EqualTo((TagState.Current, TagState.SoftlyEvicted)));
    }

    [Test]
    public void A_soft_eviction_is_tried_for_three_times_and_then_made_immediate([Values(2, 3)] int overtakes)
    {
        TagMark mark = Take("tag").Single();
        _backend.Overtakes = overtakes;
        Assert.That(_tags.EvictSoftly("tag"), Is.True);
        Assert.That(mark.StateIn(_backend), Is.EqualTo(overtakes < 3 ? TagState.SoftlyEvicted : TagState.Evicted));
        Assert.That(_backend.Replacements, Is.EqualTo(4));
    }

    [Test]
    public void A_soft_eviction_of_a_tag_without_a_record_writes_none()
    {
        Assert.That(_tags.EvictSoftly("tag"), Is.True);
        Assert.That((_memory.GetValue("tag"), _backend.Replacements), Is.EqualTo(((CachedValue?)null, 0)));
    }

    [Test]
    public void A_record_in_bytes_is_parsed([Values] bool isValid)
    {
        TagGeneration generation = TagGeneration.At(1);
        byte[] record = TagRecord.Of(generation);
        if (!isValid)
            record[3] = (byte)'?';
        _memory.SetValue("tag", new CodedValue(record), null);
        TagMark mark = Take("tag").Single();
        Assert.That((mark.Generation == generation, mark.StateIn(_backend)), Is.EqualTo((isValid, TagState.Current)));
        Assert.That(_memory.GetValue("tag"), Is.InstanceOf<LocalTag>());
    }

    [Test]
    public void A_record_in_bytes_that_is_not_one_is_dropped_by_a_soft_eviction()
    {
        _memory.SetValue("tag", new CodedValue("not a record"u8.ToArray()), null);
        Assert.That(_tags.EvictSoftly("tag"), Is.True);
        Assert.That(_memory.GetValue("tag"), Is.Null);
    }

    [Test]
    public void A_tag_that_may_have_been_evicted_since_the_start_has_no_mark_afterwards([Values] EvictionMode mode)
    {
        DateTimeOffset start = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(10));
        _ = mode == EvictionMode.Soft ? _tags.EvictSoftly("tag") : _tags.Evict("tag");
        Assert.That(_tags.TakeAfterwards(["tag"], _hour, start).Value, Is.Null);
        Assert.That(_tags.TakeAfterwards(["other", "tag"], _hour, start).Value, Is.Null);
        Assert.That(_tags.TakeAfterwards(["other"], _hour, start).Value, Has.Length.EqualTo(1));
        Assert.That(Take("tag"), Has.Length.EqualTo(1), "A computation that starts now may use it.");

        // The clocks of processes differ by a second at most.
        Assert.That(_tags.TakeAfterwards(["tag"], _hour, _clock.GetUtcNow() + TimeSpan.FromMilliseconds(999)).Value, Is.Null);
        Assert.That(_tags.TakeAfterwards(["tag"], _hour, _clock.GetUtcNow() + TimeSpan.FromSeconds(1)).Value, Has.Length.EqualTo(1));
    }

    [TestCase("get")]
    [TestCase("remove")]
    [TestCase("set")]
    public void A_failure_is_an_outage_which_the_next_success_ends(string operation)
    {
        Take("tag");
        _backend.IsDown = true;
        Assert.That(Run(), Is.False);
        Assert.That(_loggers.At(LogLevel.Warning), Has.One.StartsWith($"memory failed at {operation}."));
        _backend.IsDown = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Run(), Is.True);
        Assert.That(_loggers.At(LogLevel.Information), Is.EqualTo(new[] { "memory answers again after 1 failed calls" }));

        bool Run()
        {
            if (operation != "get")
                return operation == "remove" ? _tags.Evict("tag") : _tags.EvictSoftly("tag");

            StoreResult<TagMark[]> taken = _tags.Take(["tag"], _hour);
            Assert.That(taken.Failure, Is.EqualTo(_backend.IsDown ? CallFailure.Unknown : CallFailure.None));
            return taken.Value is not null;
        }
    }

    private TagMark[] Take(params string[] tags) => _tags.Take(tags, _hour).Value!;

    private TimeSpan? TimeToLive()
    {
        Assert.That(_memory.GetValue("tag", out TimeSpan? timeToLive), Is.Not.Null);
        return timeToLive;
    }
}
