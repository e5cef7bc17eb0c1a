namespace CacheKit.Backends.InMemory.Tests.Table;

/// <summary>The list of the entries of a namespace.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KeyGroupTests
{
    private readonly KeyGroup _group = new("app:users:");

    [TestCase("app:users:1", "app:users:")]
    [TestCase("app:users:1:2", "app:users:")]
    [TestCase("app::1", "app::")]
    [TestCase("::1", "::")]
    [TestCase("::", "::")]
    [TestCase(":users:1", ":users:")]
    [TestCase("a:b", "")]
    [TestCase("a:", "")]
    [TestCase(":", "")]
    [TestCase("plain", "")]
    [TestCase("", "")]
    public void The_name_is_the_key_up_to_its_second_separator(string key, string name) =>
        Assert.That(KeyGroup.NameIn(key).ToString(), Is.EqualTo(name));

    [Test]
    public void Entries_are_copied_in_the_order_of_their_additions()
    {
        MemoryEntry[] entries = [Add("app:users:1"), Add("app:users:2"), Add("app:users:12")];
        Assert.That(Copy("app:users:"), Is.EqualTo(entries));
        Assert.That(Copy(""), Is.EqualTo(entries));
        Assert.That(Copy("app:us"), Is.EqualTo(entries));
        Assert.That(Copy("app:users:1"), Is.EqualTo(new[] { entries[0], entries[2] }));
        Assert.That(Copy("app:other:").Concat(Copy("other")), Is.Empty);
    }

    [Test]
    public void The_last_entry_to_leave_gives_its_group()
    {
        MemoryEntry[] entries = [Add("app:users:1"), Add("app:users:2"), Add("app:users:3")];
        Assert.That((KeyGroup.Remove(entries[1]), KeyGroup.Remove(entries[0])), Is.EqualTo(((KeyGroup?)null, (KeyGroup?)null)));
        Assert.That(Copy(""), Is.EqualTo(new[] { entries[2] }));
        Assert.That(KeyGroup.Remove(entries[2]), Is.SameAs(_group));
        Assert.That(Copy(""), Is.Empty);
    }

    // A reference to an entry that has left must not keep others in memory.
    [Test]
    public void An_entry_that_has_left_refers_to_no_other()
    {
        MemoryEntry[] entries = [Add("app:users:1"), Add("app:users:2"), Add("app:users:3")];
        KeyGroup.Remove(entries[1]);
        Assert.That((entries[1].Before, entries[1].After), Is.EqualTo(((MemoryEntry?)null, (MemoryEntry?)null)));
    }

    private MemoryEntry Add(string key)
    {
        var entry = new MemoryEntry(key, 0, new CodedValue(default), long.MaxValue);
        _group.Add(entry);
        return entry;
    }

    private List<MemoryEntry> Copy(string prefix)
    {
        var found = new List<MemoryEntry>();
        _group.CopyTo(found, prefix);
        return found;
    }
}
