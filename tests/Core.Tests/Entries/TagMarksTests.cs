using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Entries;

/// <summary>The tags of an entry in memory are looked at only after the record of some tag was removed.</summary>
[TestFixture]
internal sealed class TagMarksTests : IDisposable
{
    private readonly InMemoryBackend _memory = new();
    private readonly CountingValueBackend _backend;

    public TagMarksTests() => _backend = new CountingValueBackend(_memory);

    public void Dispose() => _memory.Dispose();

    [Test]
    public void A_second_hit_looks_at_no_tag()
    {
        TagMarks tags = TagMarks.Of([Store("one"), Store("two")]);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Current));
        Assert.That(LooksOf(tags), Is.EqualTo((TagState.Current, 0)));
    }

    [Test]
    public void After_a_removal_of_any_record_all_tags_are_looked_at_once()
    {
        TagMarks tags = TagMarks.Of([Store("one"), Store("two")]);
        TagMark other = Store("other");
        tags.StateIn(_backend);
        Remove(other.Key);
        Assert.That(LooksOf(tags), Is.EqualTo((TagState.Current, 2)));
        Assert.That(LooksOf(tags), Is.EqualTo((TagState.Current, 0)));
    }

    [Test]
    public void A_removed_record_evicts_the_entry([Values("one", "two")] string removed)
    {
        TagMarks tags = TagMarks.Of([Store("one"), Store("two")]);
        tags.StateIn(_backend);
        Remove(removed);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Evicted));
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public void The_removal_of_a_record_in_bytes_is_not_counted_so_its_tag_is_always_looked_at([Values] bool isFirst)
    {
        TagMark inBytes = new("bytes", TagGeneration.At(1));
        _memory.SetValue(inBytes.Key, new CodedValue(TagRecord.Of(inBytes.Generation)), null);
        TagMark counted = Store("one");
        TagMarks tags = TagMarks.Of(isFirst ? [inBytes, counted] : [counted, inBytes]);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Current));
        Remove(inBytes.Key);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public void A_backend_that_counts_no_removals_is_always_asked()
    {
        using var bounded = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 1_000_000 });
        bounded.SetValue("one", LocalTag.New("one", TagGeneration.At(1), out TagMark mark), null);
        TagMarks tags = TagMarks.Of([mark]);
        Assert.That(tags.StateIn(bounded), Is.EqualTo(TagState.Current));
        bounded.SetValue("one", new CodedValue(default), TimeSpan.Zero);
        Assert.That(tags.StateIn(bounded), Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public void The_worst_state_of_a_tag_is_that_of_the_entry([Values] bool isFirst)
    {
        TagMark current = Store("one");
        var record = LocalTag.New("soft", TagGeneration.At(1), out TagMark soft);
        _memory.SetValue(soft.Key, record, null);

        // It still refers to the mark: a record without one may be dropped at any time.
        _memory.SetValue(soft.Key, record.After(TagGeneration.At(2)), null);
        TagMarks tags = TagMarks.Of(isFirst ? [soft, current] : [current, soft]);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.SoftlyEvicted));
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.SoftlyEvicted));
        Remove(current.Key);
        Assert.That(tags.StateIn(_backend), Is.EqualTo(TagState.Evicted));
    }

    [Test]
    public void Without_tags_nothing_is_evicted() => Assert.That(LooksOf(TagMarks.Of([])), Is.EqualTo((TagState.Current, 0)));

    private TagMark Store(string key)
    {
        _memory.SetValue(key, LocalTag.New(key, TagGeneration.At(1), out TagMark mark), null);
        return mark;
    }

    private void Remove(string key) => _memory.SetValue(key, new CodedValue(default), TimeSpan.Zero);

    private (TagState State, int Looks) LooksOf(TagMarks tags)
    {
        int before = _backend.LookUps + _backend.Checks;
        TagState state = tags.StateIn(_backend);
        return (state, _backend.LookUps + _backend.Checks - before);
    }
}
