using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Entries that are evicted by their tags.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class EvictTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["user:7", "users"] };

    [Test]
    public async Task An_entry_with_the_tag_is_found_until_the_tag_is_evicted([Values("user:7", "users")] string tag)
    {
        await Cache.SetAsync("key", "value", _tagged);
        Assert.That(await FindsAsync("key"), Is.True);
        await Cache.EvictAsync(tag);
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task Every_entry_with_the_tag_is_evicted_in_every_namespace()
    {
        await Cache.SetAsync("1", "value", _tagged);
        await Cache.SetAsync("2", "value", _tagged with { Namespace = "users" });
        await Cache.EvictAsync("users");
        Assert.That((await FindsAsync("1"), await FindsAsync("2", _tagged with { Namespace = "users" })), Is.EqualTo((false, false)));
    }

    [TestCase("user:8")]
    [TestCase("user:")]
    [TestCase("user:77")]
    [TestCase("User:7")]
    [TestCase("key")]
    public async Task Evicting_another_tag_leaves_the_entry(string tag)
    {
        await Cache.SetAsync("key", "value", _tagged);
        await Cache.SetAsync("untagged", "value");
        await Cache.EvictAsync(tag);
        Assert.That((await FindsAsync("key"), await FindsAsync("untagged")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_reader_may_name_the_tags_and_need_not()
    {
        await Cache.SetAsync("key", "value", _tagged);
        CacheEntryOptions[] readers = [new(), _tagged, _tagged with { Tags = ["users"] }, _tagged with { Tags = ["never stored"] }];
        foreach (CacheEntryOptions reader in readers)
            Assert.That(await FindsAsync("key", reader), Is.True);
        await Cache.EvictAsync("user:7");
        foreach (CacheEntryOptions reader in readers)
            Assert.That(await FindsAsync("key", reader), Is.False);
    }

    [Test]
    public async Task A_value_that_is_stored_after_the_eviction_is_found()
    {
        await Cache.SetAsync("key", "old", _tagged);
        await Cache.EvictAsync("users");
        string computed = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _tagged);
        string found = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("newer"), _tagged);
        Assert.That((computed, found), Is.EqualTo(("new", "new")));
    }

    [Test]
    public async Task An_evicted_entry_stays_evicted_when_the_tag_is_used_again()
    {
        await Cache.SetAsync("old", "value", _tagged);
        await Cache.EvictAsync("users");
        await Cache.SetAsync("new", "value", _tagged);
        Assert.That((await FindsAsync("old"), await FindsAsync("new")), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task An_entry_that_is_stored_without_its_tags_loses_them()
    {
        await Cache.SetAsync("key", "old", _tagged);
        await Cache.SetAsync("key", "new");
        await Cache.EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [Test]
    public async Task A_mutable_value_is_evicted_too()
    {
        await Cache.SetAsync("key", new List<int> { 1 }, _tagged);
        Assert.That((await Cache.TryGetAsync<List<int>>("key")).Value, Is.EqualTo(new[] { 1 }));
        await Cache.EvictAsync("users");
        Assert.That((await Cache.TryGetAsync<List<int>>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_tag_that_is_named_twice_is_one()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["users", "users"] });
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [Test]
    public async Task An_eviction_by_another_process_takes_effect_with_the_next_read()
    {
        await Cache.SetAsync("key", "value", _tagged);
        await NewCache().EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task An_application_with_another_prefix_has_tags_of_its_own()
    {
        await Cache.SetAsync("key", "value", _tagged);
        await NewCache("other").EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [Test]
    public async Task A_disabled_cache_still_evicts()
    {
        await Cache.SetAsync("key", "value", _tagged);
        Cache.Enabled = false;
        await Cache.EvictAsync("users");
        Cache.Enabled = true;
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task An_evicted_tag_leaves_one_small_key_for_a_day_on_a_server_and_none_in_memory()
    {
        await Cache.SetAsync("key", "value", _tagged);
        await Cache.EvictAsync("users");
        if (Kind == StoreKind.Memory)
        {
            Assert.That(await Backend.GetAsync("app:%tags:users"), Is.Null);
            return;
        }

        CacheEntry left = (await Backend.GetWithTimeToLiveAsync("app:%tags:users"))!.Value;
        Assert.That((left.Payload.Length, left.TimeToLive), Is.EqualTo((16, (TimeSpan?)TimeSpan.FromDays(1))));
    }

    [Test]
    public void A_tag_may_not_be_null_or_empty([Values(null, "")] string? tag)
    {
        Assert.That(async () => await Cache.EvictAsync(tag!), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("tag"));
        Assert.That(() => new CacheEntryOptions { Tags = ["users", tag!] }, Throws.ArgumentException.With.Message.Contains("tag is null or empty"));
    }

    [Test]
    public void The_list_of_tags_may_not_be_null() =>
        Assert.That(() => new CacheEntryOptions { Tags = null! }, Throws.ArgumentNullException);

    [Test]
    public void The_tags_of_options_do_not_change_with_the_list_that_was_given()
    {
        string[] given = ["users"];
        var options = new CacheEntryOptions { Tags = given };
        given[0] = "orders";
        Assert.That(options.Tags, Is.EqualTo(new[] { "users" }));
    }

    private async Task<bool> FindsAsync(string key, CacheEntryOptions? options = null) => (await Cache.TryGetAsync<string>(key, options)).HasValue;

    [Test]
    public void An_undefined_mode_is_an_error() => Assert.That(
        async () => await Cache.EvictAsync("users", (EvictionMode)2),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("EvictionMode.Immediate or EvictionMode.Soft"));
}
