using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The marks of all tags of an entry are known, and outlive it, or none is used.</summary>
[TestFixture]
internal sealed class RecentMarksTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TagMark _one = new("one", TagGeneration.At(1));
    private static readonly TagMark _other = new("other", TagGeneration.At(2));

    private readonly FakeTimeProvider _clock = new();
    private readonly RecentMarks _marks;

    public RecentMarksTests() => _marks = new RecentMarks(_clock);

    [Test]
    public void The_marks_of_all_tags_are_known_or_none()
    {
        Assert.That(_marks.Of(["one"], _hour), Is.Null);
        Assert.That(() => _marks.Forget("one"), Throws.Nothing);
        _marks.Remember(_one, null);
        Assert.That(_marks.Of(["one"], _hour), Is.EqualTo(new[] { _one }));
        Assert.That(_marks.Of(["one", "other"], _hour), Is.Null);
        _marks.Remember(_other, null);
        Assert.That(_marks.Of(["other", "one"], null), Is.EqualTo(new[] { _other, _one }));
        _marks.Forget("one");
        Assert.That((_marks.Of(["one"], _hour), _marks.Of(["other"], _hour)?.Single()), Is.EqualTo(((TagMark[]?)null, _other)));
    }

    [Test]
    public void A_mark_is_used_for_entries_that_it_outlives()
    {
        _marks.Remember(_one, _hour);
        Assert.That(_marks.Of(["one"], _hour), Is.Not.Null);
        Assert.That(_marks.Of(["one"], _hour + new TimeSpan(1)), Is.Null);
        Assert.That(_marks.Of(["one"], null), Is.Null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_marks.Of(["one"], _hour), Is.Null);
        Assert.That(_marks.Of(["one"], _hour - TimeSpan.FromMinutes(1)), Is.Not.Null);
    }

    [Test]
    public void A_time_to_live_beyond_the_calendar_has_no_end()
    {
        _marks.Remember(_one, TimeSpan.MaxValue);
        Assert.That(_marks.Of(["one"], null), Is.Not.Null);
        _marks.Remember(_one, DateTimeOffset.MaxValue - _clock.GetUtcNow() - new TimeSpan(1));
        Assert.That(_marks.Of(["one"], null), Is.Null);
    }

    [Test]
    public void A_tag_with_the_same_slot_displaces_the_other_and_is_not_taken_for_it()
    {
        _marks.Remember(_one, null);
        TagMark[] others = [.. Enumerable.Range(0, 100_000).Select(number => new TagMark($"{number}", TagGeneration.At(number)))];
        foreach (TagMark other in others)
        {
            _marks.Remember(other, null);
            _marks.Forget($"not {other.Key}");
        }

        Assert.That(_marks.Of(["one"], null), Is.Null);
        TagMark[] known = [.. others.Where(other => _marks.Of([other.Key], null) is not null)];
        Assert.That(known, Is.Not.Empty);
        Assert.That(known.Where(other => _marks.Of([other.Key], null)!.Single() != other), Is.Empty);
    }
}
