namespace CacheKit.Backends.InMemory.Tests.Bounds;

/// <summary>The list from the oldest entry to the newest.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EntryQueueTests
{
    private readonly EntryQueue _queue = new();
    private readonly SizedEntry[] _entries =
        [.. Enumerable.Range(1, 3).Select(size => new SizedEntry($"{size}", size, new CodedValue(default), long.MaxValue, size))];

    [SetUp]
    public void Fill() => Array.ForEach(_entries, _queue.Add);

    [Test]
    public void Entries_are_in_the_order_of_their_additions()
    {
        Assert.That(FromOldest(), Is.EqualTo(_entries));
        Assert.That((_queue.Size, _queue.HasSeveral), Is.EqualTo((6, true)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void The_others_stay_linked_in_both_directions_when_one_leaves(int leaving)
    {
        SizedEntry left = _entries[leaving];
        _queue.Remove(left);

        SizedEntry[] staying = [.. _entries.Where(entry => entry != left)];
        Assert.That(FromOldest(), Is.EqualTo(staying));
        Assert.That((staying[0].Older, staying[1].Older), Is.EqualTo(((SizedEntry?)null, staying[0])));
        Assert.That((_queue.Size, left.Queue, left.Older, left.Newer), Is.EqualTo((6 - left.Size, (EntryQueue?)null, (SizedEntry?)null, (SizedEntry?)null)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void An_entry_that_returns_is_the_newest(int leaving)
    {
        _queue.Remove(_entries[leaving]);
        _queue.Add(_entries[leaving]);
        Assert.That(FromOldest(), Is.EqualTo(_entries.Where((_, index) => index != leaving).Append(_entries[leaving])));
        Assert.That((_queue.Size, _entries[leaving].Queue), Is.EqualTo((6, _queue)));
    }

    [Test]
    public void One_entry_is_not_several()
    {
        _queue.Remove(_entries[0]);
        _queue.Remove(_entries[2]);
        Assert.That((_queue.Oldest, _queue.HasSeveral), Is.EqualTo((_entries[1], false)));
        _queue.Remove(_entries[1]);
        Assert.That((_queue.Oldest, _queue.HasSeveral, _queue.Size), Is.EqualTo(((SizedEntry?)null, false, 0)));
    }

    private IEnumerable<SizedEntry> FromOldest()
    {
        for (SizedEntry? entry = _queue.Oldest; entry is not null; entry = entry.Newer)
            yield return entry;
    }
}
