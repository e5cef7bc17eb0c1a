namespace CacheKit.Backends.InMemory.Tests.Bounds;

/// <summary>Which entry is evicted, by how often and how recently it was requested.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrequencyBoundTests
{
    // A hundredth of it is the window, which has no room for a second entry of 100 bytes.
    private const long Limit = 1_000;

    private readonly Dictionary<string, SizedEntry> _entries = [];
    private readonly List<string> _evicted = [];
    private FrequencyBound _bound = new(Limit);

    [Test]
    public void Entries_are_evicted_only_beyond_the_limit()
    {
        Fill(10);
        Assert.That((_bound.Size, _bound.Evictions, _evicted.Count), Is.EqualTo((Limit, 0, 0)));
        Put("e11");
        Assert.That((_bound.Size, _bound.Evictions, _evicted.Count), Is.EqualTo((Limit, 1, 1)));
    }

    [Test]
    public void A_removed_entry_gives_its_size_back()
    {
        Fill(10);
        Remove("e3");
        Assert.That((_bound.Size, _bound.Evictions), Is.EqualTo((Limit - 100, 0)));
        Put("e11");
        Assert.That(_evicted, Is.Empty);
    }

    [Test]
    public void An_entry_that_was_requested_as_often_as_an_older_one_does_not_replace_it()
    {
        Fill(12);
        Assert.That(_evicted, Is.EqualTo(new[] { "e10", "e11" }));
    }

    [Test]
    public void An_entry_that_was_requested_more_often_replaces_the_oldest()
    {
        Fill(10);
        Read("e10", 2);
        Put("e11");
        Assert.That(_evicted, Is.EqualTo(new[] { "e1" }));
    }

    [Test]
    public void A_key_that_returns_again_and_again_is_admitted_in_the_end()
    {
        Fill(10);
        Put("again");
        Put("other1");
        Put("again");
        Put("other2");
        Assert.That(_evicted, Is.EqualTo(new[] { "e10", "again", "other1", "e1" }));
    }

    [Test]
    public void The_reads_of_a_removed_entry_count_when_its_key_returns()
    {
        for (int i = 0; i < 3; i++)
        {
            Put("old");
            if (i < 2)
                Remove("old");
        }

        Put("key");
        Read("key", 3);
        Remove("key");
        Fill(8);
        Put("key");
        Put("last");

        // Requested five times, where the oldest was requested three times.
        Assert.That(_evicted, Is.EqualTo(new[] { "old" }));
    }

    [Test]
    public void An_entry_that_was_read_again_is_not_the_next_to_be_replaced()
    {
        Fill(10);
        Read("e1", 1);
        Read("e10", 3);
        Put("e11");
        Assert.That(_evicted, Is.EqualTo(new[] { "e2" }));
    }

    [Test]
    public void The_window_holds_as_many_new_entries_as_fit_into_its_share()
    {
        _bound = new FrequencyBound(10_000);
        for (int i = 1; i <= 9; i++)
            Put($"e{i}", 1_100);
        foreach (string key in new[] { "w1", "w2", "w3" })
            Put(key, 50);
        Assert.That(_evicted, Is.EqualTo(new[] { "w1" }));
    }

    // The share is reconsidered with the 64th new entry if there were six requests for each entry that is held: with 11 entries there were not.
    // Of the counts of requests, only those of the first keys have been halved by then, and none of them is of an entry.
    [TestCase(53, "w1")]
    [TestCase(54, "w2")]
    public void The_window_keeps_its_share_until_there_were_enough_requests_for_the_entries_that_are_held(int passing, string evicted)
    {
        _bound = new FrequencyBound(10_000);
        for (int i = 0; i < passing; i++)
        {
            Put($"passing:{i}", 10);
            Remove($"passing:{i}");
        }

        for (int i = 1; i <= 9; i++)
            Put($"large:{i}", 1_100);
        foreach (string key in new[] { "w1", "w2", "w3" })
            Put(key, 50);
        Assert.That(_evicted, Is.EqualTo(new[] { evicted }));
    }

    // The entries of the window take three steps, and those before the sixth five. Its read counts, although it was not examined.
    [TestCase(2, "e6")]
    [TestCase(1, "e10")]
    public void At_most_eight_entries_are_examined_for_one_eviction(int reads, string evicted)
    {
        Fill(10);
        for (int i = 1; i <= 9; i++)
            Read($"e{i}", 1);
        Read("e10", reads);
        Put("e11");
        Assert.That(_evicted, Is.EqualTo(new[] { evicted }));
    }

    [Test]
    public void The_latest_entry_makes_room_for_itself()
    {
        Fill(10);
        for (int i = 1; i <= 10; i++)
            Read($"e{i}", 5);
        Put("large", (int)Limit);
        Assert.That(_evicted, Is.EquivalentTo(Enumerable.Range(1, 10).Select(i => $"e{i}")));
        Assert.That(_bound.Size, Is.EqualTo(Limit));
    }

    [TestCase(9, "e1")]
    [TestCase(10, "e9")]
    public void The_latest_entry_is_no_victim_where_all_were_read_and_none_has_left_the_window(int count, string victim)
    {
        for (int i = 1; i <= count; i++)
        {
            Add($"e{i}", 200);
            Read($"e{i}", 1);
        }

        Assert.That(_bound.NextVictim()?.Key, Is.EqualTo(victim));
    }

    [Test]
    public void Without_admitted_entries_those_of_the_window_are_evicted_in_their_order()
    {
        Put("e1", 600);
        Put("e2", 600);
        Put("e3", 600);
        Assert.That(_evicted, Is.EqualTo(new[] { "e1", "e2" }));
    }

    // Eight entries of 100 are more than the protected four fifths: one returns to the entries that may be evicted.
    [TestCase(false, "h1", "h2")]
    [TestCase(true, "h2", "h1")]
    public void Of_too_many_protected_entries_the_one_that_was_not_read_again_is_evicted_first(bool readsAgain, string first, string later)
    {
        for (int i = 1; i <= 9; i++)
            Put($"h{i}");
        for (int i = 1; i <= 10; i++)
            Put($"f{i}", 10);
        foreach (string[] read in new[] { new[] { "h1", "h2", "h3", "h4" }, ["h5", "h6", "h7", "h8"] })
        {
            foreach (string key in read)
                Read(key, 1);
            if (readsAgain && read[0] == "h5")
                Read("h1", 1);
            Put($"passing:{read[0]}", 10);
        }

        for (int i = 0; i < 200 && !_evicted.Contains(first); i++)
        {
            Put($"often:{i}", 10);
            Read($"often:{i}", 5);
        }

        Assert.That(_evicted, Does.Contain(first).And.Not.Contain(later));
    }

    // Of 1,000 bytes, the window has 10 and the protected entries four fifths of the others: eight of 99 bytes fill them.
    [TestCase(99, true)]
    [TestCase(100, false)]
    public void Protected_entries_may_fill_their_share(int size, bool isProtected)
    {
        for (int i = 1; i <= 9; i++)
            Put($"h{i}", size);
        for (int i = 1; i <= 10; i++)
            Put($"f{i}", 10);
        foreach (int first in new[] { 1, 5 })
        {
            for (int i = first; i < first + 4; i++)
                Read($"h{i}", 1);
            Put($"passing:{first}", 10);
        }

        Assert.That(_entries["h1"].Queue == _entries["h8"].Queue, Is.EqualTo(isProtected));
        Assert.That(_entries["h8"].Queue, Is.Not.SameAs(_entries["h9"].Queue));
    }

    [Test]
    public void Reads_are_counted_up_to_the_largest_count()
    {
        Put("key");
        Read("key", 300);
        Assert.That(_entries["key"].Reads, Is.EqualTo(byte.MaxValue));
    }

    // Each key is requested once more, five keys later. A small window loses it before.
    [Test]
    public void The_window_grows_for_keys_that_are_requested_again_soon()
    {
        _bound = new FrequencyBound(10_000);
        int late = 0;
        for (int i = 0; i < 40_000; i++)
        {
            Put($"{i}");
            if (!_entries.TryGetValue($"{i - 5}", out SizedEntry? again))
                continue;

            _bound.RecordRead(again);
            late += i >= 35_000 ? 1 : 0;
        }

        Assert.That(late, Is.GreaterThan(4_000));
    }

    // All others are requested once.
    [Test]
    public void Popular_entries_stay_while_any_number_of_others_passes()
    {
        for (int i = 0; i < 5; i++)
            Put($"popular:{i}");
        for (int i = 0; i < 5_000; i++)
        {
            Put($"{i}");
            Read($"popular:{i % 5}", 1);
        }

        Assert.That(_evicted.Where(key => key.StartsWith("popular", StringComparison.Ordinal)), Is.Empty);
    }

    private void Fill(int count)
    {
        for (int i = 1; i <= count; i++)
            Put($"e{i}");
    }

    private void Put(string key, int size = 100)
    {
        Add(key, size);
        while (_bound.NextVictim() is { } victim)
        {
            _evicted.Add(victim.Key);
            Remove(victim.Key);
        }
    }

    private void Add(string key, int size)
    {
        _entries[key] = new SizedEntry(key, HashOf(key), new CodedValue(default), long.MaxValue, size);
        _bound.Added(_entries[key]);
    }

    private void Read(string key, int times)
    {
        for (int i = 0; i < times; i++)
            _bound.RecordRead(_entries[key]);
    }

    private void Remove(string key)
    {
        _entries.Remove(key, out SizedEntry? removed);
        _bound.Removed(removed!);
    }

    // The same in each run, unlike string.GetHashCode.
    private static int HashOf(string key) => key.Aggregate(17, (hash, character) => (hash * 486_187_739) + character);
}
