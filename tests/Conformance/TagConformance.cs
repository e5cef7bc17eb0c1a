using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Conformance;

/// <summary>
/// On every conforming backend, a cache evicts by tag: entries with the tag are misses for every process, immediately and permanently.
/// </summary>
public abstract class TagConformance : PagedListingConformance
{
    private const int Callers = 16;

    private readonly List<ICache> _caches = [];

    [TearDown]
    public async Task ClearCaches()
    {
        foreach (ICache cache in _caches)
            await cache.ClearAsync();
        _caches.Clear();
    }

    [Test]
    public async Task An_evicted_tag_takes_its_entries_along_and_no_others()
    {
        ICache cache = NewCache();
        await cache.SetAsync("7", "seven", Tagged("user:7", "users"));
        await cache.SetAsync("8", "eight", Tagged("user:8", "users"));
        await cache.SetAsync("order", "order", Tagged("orders"));
        await cache.SetAsync("untagged", "untagged");

        await cache.EvictAsync("user:7");
        Assert.That(await FoundAsync(cache, "7", "8", "order", "untagged"), Is.EqualTo(new[] { "8", "order", "untagged" }));

        await cache.EvictAsync("users");
        Assert.That(await FoundAsync(cache, "7", "8", "order", "untagged"), Is.EqualTo(new[] { "order", "untagged" }));
    }

    [Test]
    public async Task An_eviction_by_one_process_holds_for_another()
    {
        string prefix = NewPrefix();
        ICache one = NewCache(prefix);
        ICache other = NewCache(prefix);
        await one.SetAsync("key", "value", Tagged("users"));
        Assert.That(await FoundAsync(other, "key"), Is.Not.Empty);

        await other.EvictAsync("users");

        Assert.That(await FoundAsync(one, "key"), Is.Empty);
    }

    [Test]
    public async Task A_soft_eviction_serves_entries_with_a_grace_once_more_and_removes_the_others()
    {
        string prefix = NewPrefix();
        ICache one = NewCache(prefix);
        ICache other = NewCache(prefix);
        CacheEntryOptions graceful = Tagged("users") with { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) }, Expiration = TimeSpan.FromHours(1) };
        await one.SetAsync("graceful", "old", graceful);
        await one.SetAsync("plain", "old", graceful with { Stale = null });

        Assert.That(await other.EvictAsync("users", EvictionMode.Soft), Is.True);

        Assert.That(await FoundAsync(one, "graceful", "plain"), Is.Empty);
        bool isSoft = Backend.FindCapability<IConditionalBackend>() is not null;

        // A refresh that completes before its caller was served returns its own value.
        var served = new TaskCompletionSource();
        Task<string> serving = one.GetOrCreateAsync("graceful", async _ =>
        {
            await (isSoft ? served.Task : Task.CompletedTask);
            return "new";
        }, graceful).AsTask();
        Assert.That(await serving, Is.EqualTo(isSoft ? "old" : "new"));
        served.SetResult();
        await Poll.UntilAsync(async () => (await other.TryGetAsync<string>("graceful")).Value == "new");

        // Evicted by a cache in which no refresh is pending.
        Assert.That(await other.EvictAsync("users"), Is.True);
        Assert.That(await NewCache(prefix).GetOrCreateAsync("graceful", _ => ValueTask.FromResult("newest"), graceful), Is.EqualTo("newest"));
    }

    [Test]
    public async Task A_tag_that_a_result_adds_counts_from_the_start_of_its_computation()
    {
        string prefix = NewPrefix();
        ICache one = NewCache(prefix);
        ICache other = NewCache(prefix);
        await ComputeAsync("evicted", async () => await other.EvictAsync("users"));
        await ComputeAsync("stored", () => Task.CompletedTask, "orders");
        Assert.That(await FoundAsync(one, "evicted", "stored"), Is.EqualTo(new[] { "stored" }));

        async Task ComputeAsync(string key, Func<Task> meanwhile, string tag = "users") => await one.GetOrCreateAsync(key, async _ =>
        {
            await meanwhile();
            CacheContext.Current!.AddTags(tag);
            return "value";
        });
    }

    [Test]
    public async Task A_value_whose_computation_in_another_process_began_before_the_eviction_is_never_found()
    {
        string prefix = NewPrefix();
        ICache one = NewCache(prefix);
        ICache other = NewCache(prefix);
        await one.GetOrCreateAsync("key", async token =>
        {
            await other.EvictAsync("users", token);
            await other.SetAsync("later", "value", Tagged("users"), token);
            return "outdated";
        }, Tagged("users"));

        Assert.That(await FoundAsync(one, "key", "later"), Is.EqualTo(new[] { "later" }));
    }

    [Test]
    public async Task Evicted_entries_stay_evicted_when_their_tag_is_used_again()
    {
        ICache cache = NewCache();
        await cache.SetAsync("old", "value", Tagged("users"));
        await cache.EvictAsync("users");
        await cache.SetAsync("new", "value", Tagged("users"));
        Assert.That(await FoundAsync(cache, "old", "new"), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task A_tag_that_the_store_has_lost_invalidates_its_entries_permanently()
    {
        string prefix = NewPrefix();
        ICache cache = NewCache(prefix);
        await cache.SetAsync("old", "value", Tagged("users"));
        Assert.That(await Backend.RemoveAsync($"{prefix}:%tags:users"), Is.True);
        Assert.That(await FoundAsync(cache, "old"), Is.Empty);

        await cache.SetAsync("new", "value", Tagged("users"));
        Assert.That(await FoundAsync(cache, "old", "new"), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task Values_with_tags_come_back_as_they_were()
    {
        ICache cache = NewCache();
        byte[] bytes = [0xFF, .. "tag"u8, 0, 1, 2, 3, 4];
        List<int> numbers = [1, 2, 3];
        await cache.SetAsync("bytes", bytes, Tagged("users"));
        await cache.SetAsync("untagged", bytes);
        await cache.SetAsync("numbers", numbers, Tagged("users", "user:7") with { Expiration = TimeSpan.FromHours(1) });

        Assert.That((await cache.TryGetAsync<byte[]>("bytes")).Value, Is.EqualTo(bytes));
        Assert.That((await cache.TryGetAsync<byte[]>("untagged")).Value, Is.EqualTo(bytes));
        Assert.That((await cache.TryGetAsync<List<int>>("numbers", Tagged("user:7"))).Value, Is.EqualTo(numbers));
    }

    [Test]
    public async Task A_tag_outlives_what_expires_and_serves_what_does_not()
    {
        string prefix = NewPrefix();
        ICache cache = NewCache(prefix);
        await cache.SetAsync("hour", "value", Tagged("users") with { Expiration = TimeSpan.FromHours(1) });
        Assert.That((await Backend.GetWithTimeToLiveAsync($"{prefix}:%tags:users"))?.TimeToLive, Is.GreaterThan(TimeSpan.FromHours(25)));

        await cache.SetAsync("ever", "value", Tagged("users"));
        CacheEntry? lasting = await Backend.GetWithTimeToLiveAsync($"{prefix}:%tags:users");
        Assert.That(lasting, Is.Not.Null);
        Assert.That(lasting?.TimeToLive, Is.Null);
        Assert.That(await FoundAsync(cache, "ever"), Is.Not.Empty);
    }

    [Test]
    public async Task A_clear_of_all_takes_tags_along_and_that_of_a_namespace_does_not()
    {
        string prefix = NewPrefix();
        ICache cache = NewCache(prefix);
        await cache.SetAsync("key", "value", Tagged("users") with { Namespace = "a" });
        await cache.ClearAsync("b");
        await cache.ClearAsync("%tags");
        Assert.That((await cache.TryGetAsync<string>("key", new CacheEntryOptions { Namespace = "a" })).HasValue, Is.True);

        await cache.ClearAsync();
        Assert.That(await Backend.GetAsync($"{prefix}:%tags:users"), Is.Null);
    }

    [Test]
    public async Task Concurrent_first_uses_of_a_tag_are_evicted_together()
    {
        string prefix = NewPrefix();
        ICache[] caches = [.. Enumerable.Range(0, Callers).Select(_ => NewCache(prefix))];
        string[] keys = [.. Enumerable.Range(0, Callers).Select(caller => $"{caller}")];
        await Task.WhenAll(keys.Select((key, caller) => Task.Run(async () => await caches[caller].SetAsync(key, "value", Tagged("users")))));

        // If the store has no atomic add, concurrent evictions may overwrite each other.
        Assert.That(await FoundAsync(caches[0], keys), Backend.FindCapability<IConditionalBackend>() is not null ? Is.EqualTo(keys) : Is.Not.Empty);

        await caches[0].EvictAsync("users");
        Assert.That(await FoundAsync(caches[0], keys), Is.Empty);
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_tags_are_evicted_one_by_one(string[] tags)
    {
        PassUnlessOddKeysAreTested();
        ICache cache = NewCache();
        string[] keys = [.. Enumerable.Range(0, tags.Length).Select(number => $"{number}")];
        for (int i = 0; i < tags.Length; i++)
            await cache.SetAsync(keys[i], "value", Tagged(tags[i]));

        for (int i = 0; i < tags.Length; i++)
        {
            await cache.EvictAsync(tags[i]);
            Assert.That((await cache.TryGetAsync<string>(keys[i])).HasValue, Is.False, tags[i]);
            Assert.That((await cache.GetManyAsync<string>(keys)).Keys, Is.EquivalentTo(keys[(i + 1)..]), tags[i]);
        }
    }

    private static CacheEntryOptions Tagged(params string[] tags) => new() { Tags = tags };

    private static string NewPrefix() => $"tags-{Guid.NewGuid():N}";

    // Acts as another process: it shares only the store.
    private ICache NewCache(string? prefix = null)
    {
        var services = new ServiceCollection();
        services.AddCacheKit(prefix ?? NewPrefix(), Patient).UseBackend(Backend);
        ICache cache = services.BuildServiceProvider().GetRequiredService<ICache>();
        _caches.Add(cache);
        return cache;
    }

    private static async Task<string[]> FoundAsync(ICache cache, params string[] keys)
    {
        var found = new List<string>();
        foreach (string key in keys)
        {
            if ((await cache.TryGetAsync<string>(key)).HasValue)
                found.Add(key);
        }

        return [.. found];
    }
}
