namespace CacheKit.Backends.InMemory.Tests.Table;

/// <summary>The entries of one part of the table, and their namespaces.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TablePartTests
{
    private readonly TablePart _part = new(bound: null);

    [Test]
    public void A_key_belongs_to_its_own_namespace_whatever_was_added_before_it()
    {
        foreach (string key in new[] { "plain", "app:a:1", "app:a:2", "app:ab:1", "other", "app:a:3", "a:b" })
            Add(key);

        Assert.That(KeysOf("app:a:"), Is.EqualTo(new[] { "app:a:1", "app:a:2", "app:a:3" }));
        Assert.That(KeysOf("app:ab:"), Is.EqualTo(new[] { "app:ab:1" }));
        Assert.That(_part.GroupsWith("").Select(group => group.Name), Is.EquivalentTo(new[] { "", "app:a:", "app:ab:" }));
    }

    [Test]
    public void A_namespace_that_has_become_empty_takes_entries_again()
    {
        _part.Remove(Add("app:a:1"));
        Assert.That(_part.GroupsWith(""), Is.Empty);

        Add("app:a:2");
        Assert.That(KeysOf("app:a:"), Is.EqualTo(new[] { "app:a:2" }));
    }

    private MemoryEntry Add(string key)
    {
        var entry = new MemoryEntry(key, key.Length, new CodedValue(default), long.MaxValue);
        _part.Add(entry);
        return entry;
    }

    private IEnumerable<string> KeysOf(string prefix)
    {
        var found = new List<MemoryEntry>();
        foreach (KeyGroup group in _part.GroupsWith(prefix))
            group.CopyTo(found, prefix);
        return found.Select(entry => entry.Key);
    }
}
