namespace CacheKit.Backends.InMemory.Tests.Table;

/// <summary>The hash table that grows and shrinks by a few buckets at a time.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EntryBucketsTests
{
    private const int Many = 20_000;

    private readonly KeyHash _hash = new();
    private readonly EntryBuckets _buckets = new();

    [Test]
    public void Every_entry_is_found_while_the_table_grows_and_shrinks()
    {
        MemoryEntry[] entries = [.. Enumerable.Range(0, Many).Select(NewEntry)];
        for (int i = 0; i < Many; i++)
        {
            _buckets.Add(entries[i]);
            Assert.That(Find(i / 2), Is.SameAs(entries[i / 2]));
        }

        Assert.That(_buckets.Buckets, Is.InRange(2 * Many, (2 * Many) + 16));
        for (int i = 0; i < Many; i++)
        {
            _buckets.Remove(entries[i]);
            Assert.That((Find(i), Find(Many - 1) is null), Is.EqualTo(((MemoryEntry?)null, i == Many - 1)));
        }

        Assert.That(_buckets.Buckets, Is.LessThan(64));
    }

    [Test]
    public void No_reader_misses_an_entry_that_stays_while_others_come_and_go()
    {
        MemoryEntry[] staying = [.. Enumerable.Range(0, 100).Select(NewEntry)];
        foreach (MemoryEntry entry in staying)
            _buckets.Add(entry);
        bool isOver = false;
        Task<int> reading = Task.Run(() =>
        {
            int missed = 0;
            while (!Volatile.Read(ref isOver))
                missed += staying.Count(entry => _buckets.TryFind(entry.Key, entry.Hash, out MemoryEntry? found, out _) && found is null);
            return missed;
        });

        for (int round = 0; round < 30; round++)
        {
            MemoryEntry[] passing = [.. Enumerable.Range(1_000, 5_000).Select(NewEntry)];
            Array.ForEach(passing, _buckets.Add);
            for (int i = 0; i < staying.Length; i++)
            {
                MemoryEntry renewed = NewEntry(i);
                _buckets.Replace(staying[i], renewed);
                staying[i] = renewed;
            }

            Array.ForEach(passing, _buckets.Remove);
        }

        Volatile.Write(ref isOver, true);
        Assert.That(reading.GetAwaiter().GetResult(), Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_walk_visits_each_entry_that_stays_once_while_the_table_grows_or_shrinks(bool grows)
    {
        MemoryEntry[] staying = [.. Enumerable.Range(0, 500).Select(NewEntry)];
        MemoryEntry[] passing = [.. Enumerable.Range(1_000, Many).Select(NewEntry)];
        Array.ForEach(staying, _buckets.Add);
        if (!grows)
            Array.ForEach(passing, _buckets.Add);

        var visited = new List<MemoryEntry>();
        int changed = 0;
        for (ulong position = 0; position < EntryBuckets.End;)
        {
            ulong start = position;
            for (MemoryEntry? entry = _buckets.FirstAt(ref position); entry is not null; entry = entry.Next)
            {
                if (EntryBuckets.Reverse((uint)entry.Hash) >= start)
                    visited.Add(entry);
            }

            Assert.That(position, Is.GreaterThan(start));
            for (int i = 0; i < 100 && changed < Many; i++, changed++)
            {
                if (grows)
                    _buckets.Add(passing[changed]);
                else
                    _buckets.Remove(passing[changed]);
            }
        }

        Assert.That(visited.Intersect(staying), Is.EquivalentTo(staying));
        Assert.That(visited.Distinct().Count(), Is.EqualTo(visited.Count));
    }

    [Test]
    public void Keys_of_every_length_have_hashes_of_their_own()
    {
        string[] keys =
        [
            .. Enumerable.Range(0, 200).SelectMany(
                length => new[] { new string('a', length), new string('a', length) + "b", "b" + new string('a', length) })
        ];
        Assert.That(keys.Distinct().Select(key => _hash.Of(key)).Distinct().Count(), Is.EqualTo(keys.Distinct().Count()));
    }

    [Test]
    public void Keys_that_count_up_spread_over_all_buckets()
    {
        int[] counts = new int[256];
        for (int i = 0; i < 256 * 100; i++)
            counts[_hash.Of($"app:users:{i}") & 255]++;
        Assert.That(counts, Is.All.InRange(40, 180));
    }

    [TestCase(1)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(24)]
    [TestCase(25)]
    [TestCase(100)]
    [TestCase(1000)]
    public void Each_character_of_a_key_counts(int length)
    {
        string key = new('k', length);
        HashSet<int> hashes = [_hash.Of(key)];
        for (int i = 0; i < length; i++)
            hashes.Add(_hash.Of(string.Concat(key.AsSpan(0, i), "x", key.AsSpan(i + 1))));
        Assert.That(hashes, Has.Count.EqualTo(length + 1));
    }

    [TestCase("app:users:", "1")]
    [TestCase("app::", "a:b:c")]
    [TestCase("app:users:", "")]
    public void A_key_in_two_parts_has_the_hash_of_the_whole(string name, string rest) =>
        Assert.That(_hash.Of(name, rest), Is.EqualTo(_hash.Of(name + rest)));

    [Test]
    public void Another_table_hashes_otherwise() => Assert.That(new KeyHash().Of("key"), Is.Not.EqualTo(_hash.Of("key")));

    private MemoryEntry NewEntry(int number) => new($"key:{number}", _hash.Of($"key:{number}"), new CodedValue(default), long.MaxValue);

    private MemoryEntry? Find(int number) => _buckets.Find($"key:{number}", default, _hash.Of($"key:{number}"));
}
