using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheSetTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task A_value_replaces_the_one_before_it()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_value_may_replace_one_of_another_type()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", 7);
        Assert.That((await Cache.TryGetAsync<int>("key")).Value, Is.EqualTo(7));
    }

    [Test]
    public async Task A_value_replaces_the_expiration_of_the_one_before_it()
    {
        await Cache.SetAsync("key", "old", new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) });
        await Cache.SetAsync("key", "new");
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_value_that_was_set_is_not_computed()
    {
        await Cache.SetAsync("key", "value");
        Assert.That(await Cache.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("not to be run")), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_cancelled_set_changes_nothing()
    {
        await Cache.SetAsync("key", "old");
        Assert.That(async () => await Cache.SetAsync("key", "new", null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("old"));
    }
}
