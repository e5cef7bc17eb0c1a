using System.Text;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>The record of a tag in the store: its content, its time to live, and the effect of its loss.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class TagGenerationTests(StoreKind kind) : CacheFixture(kind)
{
    private const string TagKey = "app:%tags:users";

    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Test]
    public async Task A_generation_is_stored_as_a_readable_number()
    {
        await SetAsync("key", _hour);
        Assert.That(Encoding.UTF8.GetString((await Backend.GetAsync(TagKey))!.Value.Span), Does.Match("^[0-9a-f]{16}$"));
    }

    [Test]
    public async Task A_generation_holds_the_time_at_which_it_was_made()
    {
        await SetAsync("key", _hour);
        Assert.That(TagRecord.TryParse((await Backend.GetAsync(TagKey))!.Value.Span, out TagGeneration generation), Is.True);
        Assert.That(DateTimeOffset.FromUnixTimeMilliseconds(generation.Time), Is.EqualTo(Clock.GetUtcNow()));
    }

    [Test]
    public async Task Each_eviction_makes_a_new_generation_although_no_time_has_passed()
    {
        var records = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            await Cache.EvictAsync("users");
            await SetAsync("key", _hour);
            records.Add(Encoding.UTF8.GetString((await Backend.GetAsync(TagKey))!.Value.Span));
        }

        Assert.That(records, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Entries_of_a_lost_generation_are_never_found_again()
    {
        await SetAsync("old", _hour);
        await Backend.RemoveAsync(TagKey);
        Assert.That(await FindsAsync("old"), Is.False);
        await SetAsync("new", _hour);
        Assert.That((await FindsAsync("old"), await FindsAsync("new")), Is.EqualTo((false, true)));
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("+123456789abcdef")]
    [TestCase("0123456789abcdef0")]
    [TestCase("0123456789abcdef,")]
    [TestCase("0123456789abcdef,0123456789abcde")]
    [TestCase("no number at all")]
    public async Task An_invalid_record_counts_as_lost_and_is_replaced(string payload)
    {
        await SetAsync("old", _hour);
        await Backend.SetAsync(TagKey, Encoding.UTF8.GetBytes(payload), null);
        Assert.That(await FindsAsync("old"), Is.False);
        await SetAsync("new", _hour);
        Assert.That(await FindsAsync("new"), Is.True);
    }

    [Test]
    public async Task Entries_with_the_same_tag_share_its_generation()
    {
        await SetAsync("1", _hour);
        await SetAsync("2", _hour);
        Assert.That((await FindsAsync("1"), await FindsAsync("2")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_generation_outlives_its_entries()
    {
        await SetAsync("key", _hour);
        Assert.That((await Backend.GetWithTimeToLiveAsync(TagKey))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromHours(26)));
    }

    [Test]
    public async Task The_generation_of_an_entry_that_never_expires_never_expires([Values] bool hasExpiring)
    {
        if (hasExpiring)
            await SetAsync("expiring", _hour);
        await SetAsync("key", TimeSpan.MaxValue);
        Assert.That((await Backend.GetWithTimeToLiveAsync(TagKey))!.Value.TimeToLive, Is.Null);
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [Test]
    public async Task The_generation_of_an_entry_of_centuries_never_expires()
    {
        await SetAsync("key", TimeSpan.FromDays(300 * 365));
        Assert.That((await Backend.GetWithTimeToLiveAsync(TagKey))!.Value.TimeToLive, Is.Null);
    }

    [Test]
    public async Task An_entry_that_would_outlive_the_generation_begins_a_new_one_on_a_server_and_extends_it_in_memory()
    {
        await SetAsync("short", _hour);
        await SetAsync("long", TimeSpan.FromDays(30));
        Assert.That((await FindsAsync("short"), await FindsAsync("long")), Is.EqualTo((Kind == StoreKind.Memory, true)));
        Clock.Advance(TimeSpan.FromDays(29));
        Assert.That(await FindsAsync("long"), Is.True);
    }

    [Test]
    public async Task A_generation_that_expires_soon_is_replaced()
    {
        await SetAsync("first", _hour);
        Clock.Advance(TimeSpan.FromHours(25.5));
        await SetAsync("second", _hour);
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await FindsAsync("second"), Is.True);
    }

    [Test]
    public async Task A_value_that_is_not_stored_needs_no_generation()
    {
        await SetAsync("key", TimeSpan.Zero);
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Tags = ["users"], Expiration = TimeSpan.Zero });
        Assert.That(await Backend.GetAsync(TagKey), Is.Null);
    }

    [Test]
    public async Task A_clear_of_everything_removes_the_generation()
    {
        await SetAsync("key", _hour);
        await Cache.ClearAsync();
        Assert.That((await Backend.GetAsync(TagKey), await FindsAsync("key")), Is.EqualTo(((ReadOnlyMemory<byte>?)null, false)));
    }

    [TestCase("")]
    [TestCase("%tags")]
    [TestCase("tags")]
    public async Task A_clear_of_a_namespace_leaves_the_generation(string @namespace)
    {
        await SetAsync("key", _hour);
        await Cache.ClearAsync(@namespace);
        Assert.That(await Backend.GetAsync(TagKey), Is.Not.Null);
    }

    [Test]
    public async Task No_entry_can_imitate_a_generation()
    {
        await SetAsync("key", _hour);
        await Cache.SetAsync("users", "imitation", new CacheEntryOptions { Namespace = "%tags" });
        await Cache.RemoveAsync("users", new CacheEntryOptions { Namespace = "%tags" });
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [TestCaseSource(nameof(OddTags))]
    public async Task Any_text_is_a_tag_of_its_own(string tag)
    {
        foreach (string other in OddTags)
            await Cache.SetAsync(other, "value", new CacheEntryOptions { Tags = [other] });
        await Cache.EvictAsync(tag);
        foreach (string other in OddTags)
            Assert.That(await FindsAsync(other), Is.EqualTo(other != tag), other);
    }

    private static string[] OddTags =>
    [
        "a", "A", " ", "a:b", "a%3Ab", "%", "{", "\0", "é", "e\u0301", "日本", "😀", "\uD83D", "\uDE00", "\uFFFD", "~",
        new string('x', 255), new string('x', 256), new string('x', 257), new string('é', 255), new string('x', 10_000), new string('x', 10_000) + "y",
    ];

    private ValueTask SetAsync(string key, TimeSpan expiration) =>
        Cache.SetAsync(key, "value", new CacheEntryOptions { Tags = ["users"], Expiration = expiration });

    private async Task<bool> FindsAsync(string key) => (await Cache.TryGetAsync<string>(key)).HasValue;
}
