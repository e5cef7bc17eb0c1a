using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheClearTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task A_cleared_namespace_is_empty()
    {
        await FillAsync(Cache, "users", 2);
        await Cache.ClearAsync("users");
        Assert.That(await CountAsync(Cache, "users"), Is.Zero);
    }

    [Test]
    public async Task Clearing_says_how_many_entries_there_were()
    {
        await FillAsync(Cache, "users", 3);
        Assert.That(await Cache.ClearAsync("users"), Is.EqualTo(3));
    }

    [Test]
    public async Task Clearing_a_namespace_without_entries_says_zero() =>
        Assert.That(await Cache.ClearAsync("users"), Is.Zero);

    [Test]
    public async Task Clearing_without_a_namespace_removes_all_entries()
    {
        await FillAsync(Cache, "users", 2);
        await FillAsync(Cache, "", 1);
        Assert.That(await Cache.ClearAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task The_empty_namespace_holds_the_entries_that_name_none()
    {
        await FillAsync(Cache, "users", 2);
        await FillAsync(Cache, "", 1);
        Assert.That(await Cache.ClearAsync(""), Is.EqualTo(1));
    }

    [TestCase("user")]
    [TestCase("user:x")]
    [TestCase("USERS")]
    [TestCase("users:")]
    [TestCase(":users")]
    [TestCase("*")]
    [TestCase("user?")]
    [TestCase("user[s]")]
    public async Task Clearing_a_namespace_leaves_one_of_a_similar_name(string other)
    {
        await FillAsync(Cache, "users", 2);
        await FillAsync(Cache, other, 2);
        await Cache.ClearAsync(other);
        Assert.That((await CountAsync(Cache, "users"), await CountAsync(Cache, other)), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task Clearing_a_namespace_leaves_one_that_begins_like_it_and_a_colon()
    {
        await FillAsync(Cache, "user:x", 2);
        await Cache.ClearAsync("user");
        Assert.That(await CountAsync(Cache, "user:x"), Is.EqualTo(2));
    }

    [Test]
    public async Task Clearing_a_namespace_leaves_keys_that_look_like_it()
    {
        await Cache.SetAsync("users:0", "value");
        await Cache.ClearAsync("users");
        Assert.That((await Cache.TryGetAsync<string>("users:0")).HasValue, Is.True);
    }

    [Test]
    public async Task A_namespace_of_two_thousand_characters_can_be_cleared()
    {
        string users = new('u', 2000);
        await FillAsync(Cache, users, 2);
        Assert.That(await Cache.ClearAsync(users), Is.EqualTo(2));
    }

    [Test]
    public async Task Two_namespaces_of_two_thousand_characters_that_differ_at_the_end_are_different()
    {
        string users = new('u', 2000);
        await FillAsync(Cache, users + "1", 2);
        await FillAsync(Cache, users + "2", 2);
        await Cache.ClearAsync(users + "1");
        Assert.That((await CountAsync(Cache, users + "1"), await CountAsync(Cache, users + "2")), Is.EqualTo((0, 2)));
    }

    [TestCase("", "shop")]
    [TestCase("shop", "")]
    [TestCase("shop", "shop2")]
    [TestCase("shop", "shop:2")]
    [TestCase("shop:2", "shop")]
    [TestCase("", ":")]
    [TestCase("shop", ":shop")]
    [TestCase("a:b", "a%3Ab")]
    public async Task Clearing_all_leaves_the_entries_of_another_prefix(string prefix, string other)
    {
        Cache cleared = NewCache(prefix);
        Cache kept = NewCache(other);
        await FillAsync(cleared, "users", 2);
        await FillAsync(kept, "users", 2);
        await cleared.ClearAsync();
        Assert.That((await CountAsync(cleared, "users"), await CountAsync(kept, "users")), Is.EqualTo((0, 2)));
    }

    private static async Task FillAsync(Cache cache, string @namespace, int count)
    {
        for (int number = 0; number < count; number++)
            await cache.SetAsync($"{number}", "value", new CacheEntryOptions { Namespace = @namespace });
    }

    private static async Task<int> CountAsync(Cache cache, string @namespace)
    {
        int count = 0;
        while ((await cache.TryGetAsync<string>($"{count}", new CacheEntryOptions { Namespace = @namespace })).HasValue)
            count++;
        return count;
    }
}
