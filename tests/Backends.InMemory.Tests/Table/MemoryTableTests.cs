namespace CacheKit.Backends.InMemory.Tests.Table;

/// <summary>The entries of a namespace.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MemoryTableTests
{
    private readonly MemoryTable _table = new(bound: null);

    [Test]
    public void The_entries_of_a_namespace_are_found_without_a_look_at_others()
    {
        MemoryEntry[] few = [.. Enumerable.Range(0, 3).Select(number => Add($"app:few:{number}"))];
        for (int i = 0; i < 5_000; i++)
            Add($"app:many:{i}");

        Assert.That(_table.EntriesWith("app:few:"), Is.EquivalentTo(few));
        Assert.That(LookedAt("app:few:"), Is.EqualTo(3));
        Assert.That(LookedAt("app:few:1"), Is.EqualTo(3));
    }

    [TestCase("", 6)]
    [TestCase("app", 5)]
    [TestCase("app:", 5)]
    [TestCase("app:a", 3)]
    [TestCase("app:a:", 2)]
    [TestCase("app:a:1", 1)]
    [TestCase("app:a:1:", 0)]
    [TestCase("app:ab:1:", 1)]
    [TestCase("app:other:", 0)]
    [TestCase("pl", 1)]
    public void A_prefix_is_taken_literally_wherever_it_ends(string prefix, int count)
    {
        foreach (string key in new[] { "app:a:1", "app:a:2", "app:ab:1:x", "app:b:1", "app::1", "plain" })
            Add(key);
        Assert.That(_table.EntriesWith(prefix), Has.Count.EqualTo(count));
    }

    [Test]
    public void A_namespace_without_entries_leaves_nothing()
    {
        for (int i = 0; i < 1_000; i++)
        {
            MemoryEntry entry = Add($"app:{i}:key");
            TablePart part = _table.PartOf(entry.Hash);
            lock (part.Gate)
                part.Remove(entry);
        }

        foreach (TablePart part in _table.Parts)
            Assert.That(part.GroupsWith(""), Is.Empty);
    }

    [Test]
    public void A_table_has_four_parts_for_each_processor_and_one_with_a_limit()
    {
        int parts = _table.Parts.Length;
        Assert.That(parts, Is.InRange(Math.Min(4 * Environment.ProcessorCount, 64), Math.Min(8 * Environment.ProcessorCount, 64)));
        Assert.That(int.IsPow2(parts), Is.True);
        Assert.That(new MemoryTable(new FrequencyBound(1_000)).Parts.Length, Is.EqualTo(1));
    }

    [Test]
    public void Keys_are_spread_over_all_parts()
    {
        for (int i = 0; i < 100 * _table.Parts.Length; i++)
            Add($"app:a:{i}");
        foreach (TablePart part in _table.Parts)
            Assert.That(part.Count, Is.InRange(40, 180));
    }

    // How many entries the groups hold that may have some with the prefix.
    private int LookedAt(string prefix)
    {
        int count = 0;
        foreach (TablePart part in _table.Parts)
        {
            foreach (KeyGroup group in part.GroupsWith(prefix))
            {
                for (MemoryEntry entry = group.After!; entry != group; entry = entry.After!)
                    count++;
            }
        }

        return count;
    }

    private MemoryEntry Add(string key)
    {
        int hash = _table.HashOf(key);
        var entry = new MemoryEntry(key, hash, new CodedValue(default), long.MaxValue);
        TablePart part = _table.PartOf(hash);
        lock (part.Gate)
            part.Add(entry);
        return entry;
    }
}
