namespace CacheKit.Backends.InMemory.Tests.Table;

/// <summary>The hash table that grows and shrinks by a few buckets at a time.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EntryBucketsTests
{
    private const int Many = 5_000;

    private readonly KeyHash _hash = new();
    private readonly EntryBuckets _buckets = new();

    [TestCase(100)]
    [TestCase(1_500)]
    public void Every_entry_is_found_while_the_table_grows_and_shrinks(int count)
    {
        MemoryEntry[] entries = [.. Enumerable.Range(0, count).Select(NewEntry)];
        bool allFound = true;
        for (int i = 0; i < count; i++)
        {
            _buckets.Add(entries[i]);
            allFound &= Find(i / 2) == entries[i / 2] && Find(i) == entries[i] && Find(i + 1) is null;
            Assert.That(_buckets.Buckets, Is.InRange(Math.Max(16, 2 * (i + 1)), Math.Max(16, (2 * (i + 1)) + 14)));
        }

        int buckets = _buckets.Buckets;
        for (int i = 0; i < count; i++)
        {
            _buckets.Remove(entries[i]);
            allFound &= Find(i) is null;
            if (_buckets.Buckets == buckets)
                continue;

            // Buckets were joined.
            buckets = _buckets.Buckets;
            for (int staying = i + 1; staying < count; staying++)
                allFound &= Find(staying) == entries[staying];
        }

        Assert.That((allFound, _buckets.Count, _buckets.Buckets), Is.EqualTo((true, 0, 16)));
    }

    [Test]
    public void The_table_shrinks_when_it_has_eight_buckets_for_each_entry_but_not_while_it_is_enumerated()
    {
        MemoryEntry[] entries = [.. Enumerable.Range(0, 400).Select(NewEntry)];
        Array.ForEach(entries, _buckets.Add);
        int full = _buckets.Buckets;
        foreach (MemoryEntry entry in entries[(full / 8)..])
            _buckets.Remove(entry);
        Assert.That(_buckets.Buckets, Is.EqualTo(full));

        _buckets.IsEnumerated = true;
        _buckets.Remove(entries[0]);
        Assert.That((_buckets.Buckets, _buckets.Shrink()), Is.EqualTo((full, false)));

        _buckets.IsEnumerated = false;
        bool shrinks = _buckets.Shrink();
        Assert.That((_buckets.Buckets, shrinks), Is.EqualTo((full - 16, true)));
        Assert.That(_buckets.Shrink(), Is.False);
    }

    // With 250 entries, the buckets fill a piece of the table.
    [TestCase(250)]
    [TestCase(300)]
    public void Each_bucket_gives_its_entries_and_no_bucket_follows_the_last(int count)
    {
        MemoryEntry[] entries = [.. Enumerable.Range(0, count).Select(NewEntry)];
        Array.ForEach(entries, _buckets.Add);
        var found = new List<MemoryEntry>();
        for (int bucket = 0; bucket < _buckets.Buckets; bucket++)
        {
            for (MemoryEntry? entry = _buckets.First(bucket); entry is not null; entry = entry.Next)
                found.Add(entry);
        }

        Assert.That(found, Is.EquivalentTo(entries));
        Assert.That((_buckets.First(_buckets.Buckets), _buckets.First(_buckets.Buckets + 1)), Is.EqualTo(((MemoryEntry?)null, (MemoryEntry?)null)));
    }

    // All of them have one hash, as an attacker might choose them.
    [Test]
    public void Keys_of_one_hash_are_told_apart_by_their_characters_and_length()
    {
        string[] keys = ["ab", "abc", "bc", "abcd", "xbcd", "abxd", ""];
        MemoryEntry[] entries = [.. keys.Select(key => new MemoryEntry(key, 5, new CodedValue(default), long.MaxValue))];
        Array.ForEach(entries, _buckets.Add);
        for (int i = 0; i < keys.Length; i++)
        {
            for (int split = 0; split <= keys[i].Length; split++)
                Assert.That(_buckets.Find(keys[i].AsSpan(0, split), keys[i].AsSpan(split), 5), Is.SameAs(entries[i]));
        }

        MemoryEntry?[] others = [_buckets.Find("ab", "cx", 5), _buckets.Find("x", "b", 5), _buckets.Find("a", "", 5)];
        Assert.That(others, Is.All.Null);
        Assert.That(_buckets.Find("ab", default, 5 + (1 << 20)), Is.Null);
    }

    [Test]
    public void A_dropped_entry_that_is_still_found_must_be_looked_for_again()
    {
        MemoryEntry entry = NewEntry(1);
        bool absent = _buckets.TryFind(entry.Key, entry.Hash, out _, out CachedValue? nothing);
        _buckets.Add(entry);
        bool present = _buckets.TryFind(entry.Key, entry.Hash, out MemoryEntry? found, out CachedValue? value);
        entry.Drop();
        bool dropped = _buckets.TryFind(entry.Key, entry.Hash, out _, out _);
        Assert.That((absent, present, dropped), Is.EqualTo((true, true, false)));
        Assert.That((nothing, found, value), Is.EqualTo(((CachedValue?)null, entry, entry.Value ?? value)));
    }

    [TestCase(0u, 0u)]
    [TestCase(1u, 0x8000_0000u)]
    [TestCase(0x8000_0000u, 1u)]
    [TestCase(0x0000_1234u, 0x2C48_0000u)]
    [TestCase(0xF0E1_D2C3u, 0xC34B_870Fu)]
    public void The_bits_of_a_hash_are_reversed(uint hash, uint reversed) => Assert.That(EntryBuckets.Reverse(hash), Is.EqualTo(reversed));

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
