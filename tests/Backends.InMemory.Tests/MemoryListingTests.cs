using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The pages of a listing, and their cursors.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MemoryListingTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _backend;

    public MemoryListingTests() => _backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });

    public void Dispose() => _backend.Dispose();

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(1_000)]
    public async Task A_page_has_the_asked_number_of_keys_and_at_most_the_rest_of_a_bucket(int size)
    {
        await FillAsync(500);
        List<KeyPage> pages = await WalkAsync("", size);
        Assert.That(pages.SelectMany(page => page.Keys).Select(key => key.Key), Is.EquivalentTo(Enumerable.Range(0, 500).Select(number => $"app:a:{number}")));
        Assert.That(pages.SkipLast(1).Select(page => page.Keys.Count), Is.All.InRange(size, size + 10));

        // Most buckets have one key, and a page that is full takes no further bucket.
        Assert.That(pages.SkipLast(1).Select(page => page.Keys.Count).DefaultIfEmpty(size).Average(), Is.LessThan(size + 0.6));
    }

    // A page looks at 8,192 buckets of the 50,000.
    [Test]
    public async Task A_page_ends_before_it_has_looked_at_all_keys_where_few_have_the_prefix()
    {
        await FillAsync(50_000);
        await _backend.SetAsync("other", new byte[1], timeToLive: null);
        List<KeyPage> pages = await WalkAsync("other", 10);
        Assert.That(pages.SelectMany(page => page.Keys).Select(key => key.Key), Is.EqualTo(new[] { "other" }));
        Assert.That(pages, Has.Count.InRange(5, 14));
    }

    [Test]
    public async Task A_whole_listing_ends_with_a_page_without_a_cursor()
    {
        await FillAsync(3);
        KeyPage page = await _backend.ListPageAsync("", cursor: null, size: 100);
        Assert.That((page.Keys.Count, page.Next), Is.EqualTo((3, (string?)null)));
    }

    [Test]
    public async Task Keys_that_are_replaced_meanwhile_are_listed()
    {
        await FillAsync(10);
        var listed = new List<StoredKey>();
        await foreach (StoredKey key in _backend.ListAsync("app:"))
        {
            listed.Add(key);
            await FillAsync(10);
        }

        Assert.That(listed.Select(key => key.Key), Is.EquivalentTo(Enumerable.Range(0, 10).Select(number => $"app:a:{number}")));
    }

    [TestCase("")]
    [TestCase("{0}")]
    [TestCase("{0}-0")]
    [TestCase("{0}-0-0-0")]
    [TestCase("x-0-0")]
    [TestCase("{0}-x-0")]
    [TestCase("{0}-0-x")]
    [TestCase("{0}--0")]
    [TestCase("{0}-0--1")]
    [TestCase("{0}-{1}-0")]
    [TestCase("{0}-0-100000000")]
    public async Task Text_of_another_form_is_no_cursor(string form)
    {
        string parts = new MemoryTable(bound: null).Parts.Length.ToString("x", null);
        string cursor = string.Format(CultureInfo.InvariantCulture, form, await StoreAsync(_backend), parts);
        Assert.That(async () => await _backend.ListPageAsync("", cursor, 10), Throws.TypeOf<FormatException>().With.Message.Contains("is not a cursor"));
    }

    [Test]
    public async Task The_last_part_and_the_last_position_are_a_cursor()
    {
        string cursor = $"{await StoreAsync(_backend)}-{new MemoryTable(bound: null).Parts.Length - 1:x}-ffffffff";
        Assert.That((await _backend.ListPageAsync("", cursor, 10)).Next, Is.Null);
    }

    [Test]
    public async Task A_cursor_of_another_store_is_refused()
    {
        using var other = new InMemoryBackend();
        string cursor = $"{await StoreAsync(other)}-0-0";
        Assert.That(async () => await _backend.ListPageAsync("", cursor, 10), Throws.TypeOf<FormatException>().With.Message.Contains("another store"));
    }

    [Test]
    public async Task Expired_keys_are_in_no_page_and_the_others_have_the_rest_of_their_life()
    {
        await _backend.SetAsync("ends", new byte[1], TimeSpan.FromMinutes(1));
        await _backend.SetAsync("stays", new byte[2], TimeSpan.FromMinutes(3));
        await _backend.SetAsync("always", new byte[3], timeToLive: null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        KeyPage page = await _backend.ListPageAsync("", cursor: null, size: 100);
        Assert.That(
            page.Keys, Is.EquivalentTo(new[] { new StoredKey("stays", TimeSpan.FromMinutes(2), 2), new StoredKey("always", null, 3) }));
    }

    [Test]
    public async Task A_value_without_a_payload_is_listed_without_a_size()
    {
        _backend.SetValue("key", new Uncodable(), timeToLive: null);
        Assert.That((await _backend.ListPageAsync("", cursor: null, size: 100)).Keys, Is.EqualTo(new[] { new StoredKey("key", null, 0) }));
    }

    // The first number of a cursor.
    private static async Task<string> StoreAsync(InMemoryBackend backend)
    {
        for (int i = 0; i < 100; i++)
            await backend.SetAsync($"filler:{i}", new byte[1], timeToLive: null);
        return (await backend.ListPageAsync("", cursor: null, size: 1)).Next!.Split('-')[0];
    }

    private async Task FillAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await _backend.SetAsync($"app:a:{i}", new byte[1], timeToLive: null);
    }

    private async Task<List<KeyPage>> WalkAsync(string prefix, int size)
    {
        var pages = new List<KeyPage>();
        for (string? cursor = null; pages.Count == 0 || cursor is not null; cursor = pages[^1].Next)
            pages.Add(await _backend.ListPageAsync(prefix, cursor, size));
        return pages;
    }

    private sealed class Uncodable : CachedValue
    {
        public override ReadOnlyMemory<byte> ToPayload() => throw new NotSupportedException("It can't be coded.");
    }
}
