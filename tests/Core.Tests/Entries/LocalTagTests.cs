using System.Runtime.CompilerServices;

namespace CacheKit.Core.Tests.Entries;

/// <summary>The record of a tag in memory may be dropped once neither an entry nor a computation holds a mark of it.</summary>
[TestFixture]
internal sealed class LocalTagTests : IDisposable
{
    private static readonly TagGeneration _first = new(1);
    private static readonly TagGeneration _second = new(2);

    private readonly InMemoryBackend _memory = new();

    public void Dispose() => _memory.Dispose();

    [Test]
    public void While_a_mark_is_held_the_record_is_needed_and_hands_it_out()
    {
        LocalTag tag = LocalTag.New("tag", _first, out TagMark mark);
        GC.Collect();
        Assert.That(tag.IsObsoleteIn(_memory), Is.False);
        Assert.That(tag.TakeMark(), Is.SameAs(mark));
        Assert.That((mark.Key, mark.Generation), Is.EqualTo(("tag", _first)));
        GC.KeepAlive(mark);
    }

    [Test]
    public void A_record_that_may_be_dropped_hands_out_no_more_marks()
    {
        LocalTag tag = WithoutMark();
        GC.Collect();
        Assert.That(tag.IsObsoleteIn(_memory), Is.True);
        Assert.That(tag.TakeMark(), Is.Null);
    }

    [Test]
    public void A_mark_that_nobody_holds_any_more_is_made_again()
    {
        LocalTag tag = WithoutMark();
        GC.Collect();
        TagMark mark = tag.TakeMark()!;
        Assert.That((mark.Key, mark.Generation), Is.EqualTo(("tag", _first)));
        Assert.That(tag.TakeMark(), Is.SameAs(mark));
        Assert.That(tag.IsObsoleteIn(_memory), Is.False);
    }

    [Test]
    public void The_mark_of_a_softly_evicted_generation_keeps_the_record_needed()
    {
        LocalTag tag = LocalTag.New("tag", _first, out TagMark mark).After(_second);
        GC.Collect();
        Assert.That(tag.IsObsoleteIn(_memory), Is.False);
        Assert.That((tag.Present, tag.StateOf(_first), tag.StateOf(_second), tag.StateOf(new TagGeneration(3))),
            Is.EqualTo((_second, TagState.SoftlyEvicted, TagState.Current, TagState.Evicted)));
        Assert.That(tag.TakeMark()!.Generation, Is.EqualTo(_second));
        GC.KeepAlive(mark);
    }

    [Test]
    public void As_bytes_it_is_the_record_of_any_other_store()
    {
        TagGeneration[] generations = [.. Enumerable.Range(1, TagRecord.MaxGenerations + 1).Select(number => new TagGeneration((ulong)number))];
        LocalTag tag = LocalTag.New("tag", generations[0], out _);
        byte[] record = TagRecord.Of(generations[0]);
        foreach (TagGeneration next in generations[1..])
        {
            tag = tag.After(next);
            record = TagRecord.After(record, next);
        }

        Assert.That(tag.ToPayload().ToArray(), Is.EqualTo(record));
        Assert.That(LocalTag.Of("tag", record)!.ToPayload().ToArray(), Is.EqualTo(record));
        Assert.That(LocalTag.Of("tag", record.AsSpan(1)), Is.Null);
    }

    [Test]
    public void Its_removal_makes_others_obsolete() => Assert.That(WithoutMark().MakesOthersObsolete, Is.True);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LocalTag WithoutMark() => LocalTag.New("tag", _first, out _);
}
