using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheEnabledTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public void A_cache_is_enabled_from_the_start() => Assert.That(Cache.Enabled, Is.True);

    [Test]
    public void A_cache_may_be_disabled_from_the_start() =>
        Assert.That(NewCache(configure: options => options.Enabled = false).Enabled, Is.False);

    [Test]
    public async Task While_it_is_disabled_every_call_computes()
    {
        await Cache.SetAsync("key", "cached");
        Cache.Enabled = false;
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));
    }

    [Test]
    public async Task While_it_is_disabled_nothing_is_found()
    {
        await Cache.SetAsync("key", "cached");
        Cache.Enabled = false;
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task While_it_is_disabled_nothing_computed_is_stored()
    {
        Cache.Enabled = false;
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed"));
        Cache.Enabled = true;
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task While_it_is_disabled_nothing_set_is_stored()
    {
        Cache.Enabled = false;
        await Cache.SetAsync("key", "value");
        Cache.Enabled = true;
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_was_replaced_while_the_cache_was_disabled_is_not_found_again()
    {
        await Cache.SetAsync("key", "old");
        Cache.Enabled = false;
        await Cache.SetAsync("key", "new");
        Cache.Enabled = true;
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task While_it_is_disabled_a_key_can_be_removed()
    {
        await Cache.SetAsync("key", "value");
        Cache.Enabled = false;
        Assert.That(await Cache.RemoveAsync("key"), Is.True);
    }

    [Test]
    public async Task While_it_is_disabled_a_namespace_can_be_cleared()
    {
        await Cache.SetAsync("key", "value");
        Cache.Enabled = false;
        Assert.That(await Cache.ClearAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Enabled_again_it_finds_what_was_there()
    {
        await Cache.SetAsync("key", "value");
        Cache.Enabled = false;
        Cache.Enabled = true;
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task While_it_is_disabled_a_caller_may_still_cancel_its_factory()
    {
        Cache.Enabled = false;
        using var cancellation = new CancellationTokenSource();
        CancellationToken seen = await Cache.GetOrCreateAsync("key", ValueTask.FromResult, null, cancellation.Token);
        Assert.That(seen, Is.EqualTo(cancellation.Token));
    }
}
