using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheRemoveTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task A_removed_value_is_absent()
    {
        await Cache.SetAsync("key", "value");
        await Cache.RemoveAsync("key");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_removed_value_is_computed_anew()
    {
        await Cache.SetAsync("key", "old");
        await Cache.RemoveAsync("key");
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")), Is.EqualTo("new"));
    }

    [Test]
    public async Task Removing_an_entry_returns_true()
    {
        await Cache.SetAsync("key", "value");
        Assert.That(await Cache.RemoveAsync("key"), Is.True);
    }

    [Test]
    public async Task Removing_an_absent_key_returns_false() =>
        Assert.That(await Cache.RemoveAsync("key"), Is.False);

    [Test]
    public async Task Removing_an_expired_entry_returns_false()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Cache.RemoveAsync("key"), Is.False);
    }

    [Test]
    public async Task Other_keys_stay()
    {
        await Cache.SetAsync("key", "value");
        await Cache.SetAsync("key2", "value");
        await Cache.RemoveAsync("key");
        Assert.That((await Cache.TryGetAsync<string>("key2")).HasValue, Is.True);
    }

    [Test]
    public async Task A_key_is_removed_from_the_namespace_that_was_named()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = "users" });
        Assert.That(await Cache.RemoveAsync("key"), Is.False);
        Assert.That(await Cache.RemoveAsync("key", new CacheEntryOptions { Namespace = "users" }), Is.True);
    }
}
