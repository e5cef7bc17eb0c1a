using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Tests of <see cref="IPagedListingBackend"/>, if the backend has this capability: it lists its keys page by page.</summary>
public abstract class PagedListingConformance : ListingConformance
{
    // A walk through a store that other tests fill has many pages; one that does not end has more.
    private const int MostPages = 100_000;

    /// <summary>
    /// The most keys that a page may hold beyond its size, because the store returns whole groups of keys. The size itself by default.
    /// </summary>
    protected virtual int PageTolerance(int size) => size;

    [Test]
    public async Task The_pages_give_each_key_with_the_prefix_and_no_others()
    {
        await WriteAsync(Key("user:1"), "1");
        await WriteAsync(Key("user:2"), "2", TimeSpan.FromHours(1));
        await WriteAsync(Key("users:1"), "other");
        await WriteAsync(Key("User:1"), "other");

        Assert.That(await WalkAsync(Key("user:"), size: 1), Is.EquivalentTo(new[] { Key("user:1"), Key("user:2") }));
    }

    [Test]
    public async Task A_page_gives_the_time_to_live_and_the_size()
    {
        await WriteAsync(Key("a"), "payload", TimeSpan.FromHours(1));
        await Backend.SetAsync(Key("b"), RandomBytes(10_000), timeToLive: null);

        var found = new Dictionary<string, StoredKey>();
        await foreach (KeyPage page in PagesAsync(Prefix, size: 100))
        {
            foreach (StoredKey key in page.Keys)
                found[key.Key] = key;
        }

        Assert.That(found.Keys, Is.EquivalentTo(new[] { Key("a"), Key("b") }));
        Assert.That(found[Key("a")].TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
        Assert.That(found[Key("a")].Size, Is.GreaterThanOrEqualTo("payload".Length));
        Assert.That(found[Key("b")].TimeToLive, Is.Null);
        Assert.That(found[Key("b")].Size, Is.GreaterThanOrEqualTo(10_000));
    }

    [Test]
    public async Task The_pages_of_many_keys_hold_about_as_many_as_asked_for_and_together_all_of_them()
    {
        string[] keys = [.. Enumerable.Range(0, ManyKeys).Select(number => Key("many:" + number.ToString(CultureInfo.InvariantCulture)))];
        await Task.WhenAll(keys.Select(key => WriteAsync(key, "payload").AsTask()));

        const int Size = 100;
        var found = new HashSet<string>();
        int largest = 0;
        await foreach (KeyPage page in PagesAsync(Key("many:"), Size))
        {
            largest = Math.Max(largest, page.Keys.Count);
            found.UnionWith(page.Keys.Select(key => key.Key));
        }

        Assert.That(found, Is.EquivalentTo(keys));
        Assert.That(largest, Is.LessThanOrEqualTo(Size + PageTolerance(Size)));
    }

    [Test]
    public async Task Keys_that_stay_are_listed_although_others_are_set_and_removed_meanwhile()
    {
        string[] staying = [.. Enumerable.Range(0, 200).Select(number => Key("staying:" + number.ToString(CultureInfo.InvariantCulture)))];
        string[] leaving = [.. Enumerable.Range(0, ManyKeys).Select(number => Key("leaving:" + number.ToString(CultureInfo.InvariantCulture)))];
        await Task.WhenAll(staying.Concat(leaving).Select(key => WriteAsync(key, "payload").AsTask()));

        var found = new HashSet<string>();
        int pages = 0;
        await foreach (KeyPage page in PagesAsync(Prefix, size: 50))
        {
            found.UnionWith(page.Keys.Select(key => key.Key));
            if (pages < 20)
                await ChangeAsync(leaving, pages++);
        }

        Assert.That(staying.Except(found), Is.Empty);
    }

    [TestCase("a*", "ab")]
    [TestCase("a?", "ab")]
    [TestCase("a[b]", "ab")]
    [TestCase(@"a\", "a")]
    public async Task A_page_takes_the_prefix_literally(string prefix, string lookalike)
    {
        await WriteAsync(Key(prefix) + ":1", "meant");
        await WriteAsync(Key(lookalike) + ":1", "not meant");
        Assert.That(await WalkAsync(Key(prefix), size: 10), Is.EqualTo(new[] { Key(prefix) + ":1" }));
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_on_the_pages_as_they_are(string[] names)
    {
        PassUnlessOddKeysAreTested();
        foreach (string name in names)
            await WriteAsync(Key(name), "payload");

        Assert.That(await WalkAsync(Prefix, size: 100), Is.EquivalentTo(names.Select(Key)));
    }

    [Test]
    public async Task The_pages_leave_out_what_was_removed_cleared_or_has_expired()
    {
        CapabilityOrPass<IPagedListingBackend>();
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        await WriteAsync(Key("removed"), "payload");
        await WriteAsync(Key("cleared:1"), "payload");
        await WriteAsync(Key("expired"), "payload", life);
        await WriteAsync(Key("left"), "payload");
        await Backend.RemoveAsync(Key("removed"));
        await Backend.ClearAsync(Key("cleared:"));
        await OutliveAsync(Key("expired"), life);

        Assert.That(await WalkAsync(Prefix, size: 100), Is.EqualTo(new[] { Key("left") }));
    }

    [Test]
    public async Task The_pages_of_an_absent_prefix_end_without_keys() => Assert.That(await WalkAsync(Key("absent:"), size: 1_000), Is.Empty);

    [Test]
    public async Task A_cursor_can_be_used_again()
    {
        IPagedListingBackend listing = CapabilityOrPass<IPagedListingBackend>();
        int count = Math.Min(300, ManyKeys);
        string[] keys = [.. Enumerable.Range(0, count).Select(number => Key("again:" + number.ToString(CultureInfo.InvariantCulture)))];
        await Task.WhenAll(keys.Select(key => WriteAsync(key, "payload").AsTask()));
        KeyPage first = await listing.ListPageAsync(Prefix, cursor: null, size: 20);

        // The store may order its keys anew meanwhile, so a page may hold others, but each walk from the cursor gives all that is left.
        for (int walk = 0; walk < 2 && first.Next is not null; walk++)
        {
            string[] rest = await WalkAsync(Prefix, size: 100, first.Next);
            Assert.That(first.Keys.Select(key => key.Key).Union(rest), Is.EquivalentTo(keys));
        }
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("0")]
    [TestCase("1-2-3-4")]
    [TestCase("*")]
    [TestCase("../../cursor")]
    public void A_cursor_that_no_page_has_given_is_a_format_error(string cursor)
    {
        IPagedListingBackend listing = CapabilityOrPass<IPagedListingBackend>();
        Assert.That(async () => await listing.ListPageAsync(Prefix, cursor, size: 10), Throws.InstanceOf<FormatException>());
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void The_size_of_a_page_is_one_or_more(int size)
    {
        IPagedListingBackend listing = CapabilityOrPass<IPagedListingBackend>();
        Assert.That(async () => await listing.ListPageAsync(Prefix, cursor: null, size), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_cancelled_page_throws()
    {
        IPagedListingBackend listing = CapabilityOrPass<IPagedListingBackend>();
        Assert.That(
            async () => await listing.ListPageAsync(Prefix, cursor: null, size: 10, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    // A tenth of the keys is removed and set again with each page, so that a table grows and shrinks.
    private Task ChangeAsync(string[] keys, int turn)
    {
        string[] some = [.. keys.Where((_, index) => index % 10 == turn % 10)];
        return Task.WhenAll(some.Select(key => turn < 10 ? Backend.RemoveAsync(key).AsTask() : WriteAsync(key, "payload").AsTask()));
    }

    private async Task<string[]> WalkAsync(string prefix, int size, string? cursor = null)
    {
        var keys = new HashSet<string>();
        await foreach (KeyPage page in PagesAsync(prefix, size, cursor))
            keys.UnionWith(page.Keys.Select(key => key.Key));
        return [.. keys];
    }

    private async IAsyncEnumerable<KeyPage> PagesAsync(string prefix, int size, string? cursor = null)
    {
        IPagedListingBackend listing = CapabilityOrPass<IPagedListingBackend>();
        for (int pages = 0; pages == 0 || cursor is not null; pages++)
        {
            Assert.That(pages, Is.LessThan(MostPages), "The pages do not end.");
            KeyPage page = await listing.ListPageAsync(prefix, cursor, size);
            yield return page;
            cursor = page.Next;
        }
    }
}
