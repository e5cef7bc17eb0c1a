using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>An inspector finds the caches of a host, and changes their entries like every other caller.</summary>
[NonParallelizable]
internal sealed class CacheInspectorTests() : CacheFixture(StoreKind.Memory)
{
    private CacheInspector Inspector => new("default", Cache);

    [TearDown]
    public void Forget() => CacheManager.Reset();

    [Test]
    public async Task The_caches_of_a_host_come_with_their_names_and_the_global_one_last()
    {
        CacheManager.Init(Backend, "init");
        var services = new ServiceCollection();
        services.AddKeyedCacheKit("users", "u").UseBackend(Backend);
        services.AddCacheKit("d").UseBackend(Backend);
        services.AddKeyedCacheKit("articles", "a").UseBackend(Backend);
        await using ServiceProvider provider = services.BuildServiceProvider();

        IReadOnlyList<CacheInspector> found = CacheInspector.AllOf(provider);

        Assert.That(found.Select(cache => (cache.Name, cache.Prefix)), Is.EqualTo(new[] { ("default", "d"), ("articles", "a"), ("users", "u"), ("global", "init") }));
        Assert.That(found[0].Cache, Is.SameAs(provider.GetRequiredService<ICache>()));
    }

    [Test]
    public void Services_without_a_cache_have_none() => Assert.That(CacheInspector.AllOf(new ServiceCollection().BuildServiceProvider()), Is.Empty);

    [Test]
    public async Task An_entry_is_removed_by_its_whole_key()
    {
        await Cache.SetAsync("key", "value");
        Assert.That(await Inspector.RemoveAsync("app::key"), Is.True);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(await Inspector.RemoveAsync("app::key"), Is.False);
    }

    [Test]
    public async Task A_removed_entry_is_not_stored_by_a_computation_that_began_before()
    {
        var gate = new Gate();
        Task<string> computing = Cache.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "old";
        }).AsTask();
        await gate.Reached.Soon();

        await Inspector.RemoveAsync("app::key");
        gate.Open();

        Assert.That(await computing.Soon(), Is.EqualTo("old"));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [TestCase("user", 1)]
    [TestCase(null, 2)]
    public async Task A_namespace_or_the_cache_is_cleared(string? @namespace, int cleared)
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = "user" });
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = "users" });
        Assert.That(await Inspector.ClearAsync(@namespace), Is.EqualTo(cleared));
    }

    [TestCase(EvictionMode.Immediate)]
    [TestCase(EvictionMode.Soft)]
    public async Task A_tag_is_evicted(EvictionMode mode)
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["tag"] });
        Assert.That(await Inspector.EvictAsync("tag", mode), Is.True);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_cache_is_switched_off_and_on()
    {
        await Cache.SetAsync("key", "value");
        CacheInspector inspector = Inspector;

        inspector.Enabled = false;
        Assert.That((inspector.Enabled, (await Cache.TryGetAsync<string>("key")).HasValue), Is.EqualTo((false, false)));
        inspector.Enabled = true;
        Assert.That((inspector.Enabled, (await Cache.TryGetAsync<string>("key")).HasValue), Is.EqualTo((true, true)));
    }
}
