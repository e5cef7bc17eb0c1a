using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>What tags leave in the memory of the process, and what they share there.</summary>
[TestFixture]
internal sealed class TagsInMemoryTests() : CacheFixture(StoreKind.Memory)
{
    private const int Many = 2_000;

    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users"] };

    [Test]
    public async Task What_a_tag_evicts_is_freed_though_nobody_asks_for_it_and_it_never_expires()
    {
        List<WeakReference> values = await FillAsync();
        await Cache.SetAsync("other", "value");

        await Cache.EvictAsync("users");

        await UntilAsync(async () => await KeysAsync() is ["app::other"]);
        await UntilAsync(() => new(!values.Exists(value => value.IsAlive)));
    }

    [Test]
    public async Task What_a_soft_eviction_may_still_serve_stays()
    {
        CacheEntryOptions graceful = _tagged with
        {
            Tags = ["users", "all"],
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
            Expiration = TimeSpan.FromHours(1),
        };
        await Cache.SetAsync("graceful", "value", graceful);
        await Cache.SetAsync("gone", "value", new CacheEntryOptions { Tags = ["others"] });

        await Cache.EvictAsync("users", EvictionMode.Soft);
        await Cache.EvictAsync("others");

        // One sweep looks at both.
        await UntilAsync(async () => !(await KeysAsync()).Contains("app::gone"));
        Assert.That(await KeysAsync(), Does.Contain("app::graceful").And.Contain("app:%tags:users"));
    }

    [Test]
    public async Task Evictions_of_tags_that_nobody_has_leave_nothing([Values] EvictionMode mode)
    {
        for (int i = 0; i < Many; i++)
            await Cache.EvictAsync($"user:{i}", mode);
        Assert.That(await KeysAsync(), Is.Empty);
    }

    [Test]
    public async Task A_tag_that_nobody_has_any_more_leaves_nothing()
    {
        for (int i = 0; i < Many; i++)
            await Cache.SetAsync($"{i}", "value", new CacheEntryOptions { Tags = [$"user:{i}"] });
        Assert.That(await KeysAsync(), Has.Length.EqualTo(2 * Many));

        await Cache.ClearAsync("");
        await Cache.SetAsync("kept", "value", _tagged);
        await UntilAsync(async () =>
        {
            GC.Collect();
            Clock.Advance(TimeSpan.FromMinutes(2));
            await Cache.SetAsync("sweeping", "value");
            return (await KeysAsync()).Length == 3;
        });

        Assert.That((await Cache.TryGetAsync<string>("kept")).HasValue, Is.True);
    }

    [Test]
    public async Task A_tag_of_a_computation_that_takes_long_stays()
    {
        await Cache.GetOrCreateAsync("key", async token =>
        {
            await Cache.SetAsync("gone", "value", new CacheEntryOptions { Tags = ["others"] }, token);
            await Cache.EvictAsync("others", token);
            await UntilAsync(async () => !(await KeysAsync()).Contains("app::gone"));
            GC.Collect();
            await Cache.SetAsync("gone", "value", new CacheEntryOptions { Tags = ["others"] }, token);
            await Cache.EvictAsync("others", token);
            await UntilAsync(async () => !(await KeysAsync()).Contains("app::gone"));
            return "value";
        }, _tagged);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.True);
    }

    [Test]
    public async Task Entries_of_a_tag_share_its_key_and_its_generation()
    {
        await Cache.SetAsync("1", "value", _tagged);
        await Cache.SetAsync("2", "value", _tagged);
        Assert.That(MarkOf("1"), Is.SameAs(MarkOf("2")));
    }

    [Test]
    public async Task A_hit_does_not_look_for_its_tags()
    {
        var counting = new CountingValueBackend((InMemoryBackend)Backend);
        var cache = new Cache(counting, "app", new CacheOptions { TimeProvider = Clock });
        await cache.SetAsync("key", "value", new CacheEntryOptions { Tags = [.. Enumerable.Range(0, 20).Select(number => $"tag:{number}")] });
        await cache.TryGetAsync<string>("key");

        int before = counting.LookUps;
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.True);
        Assert.That(counting.LookUps - before, Is.EqualTo(1));
    }

    [Test]
    public async Task An_eviction_while_a_first_result_adds_the_tag_is_seen_though_it_left_nothing([Values] EvictionMode mode)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        await Cache.GetOrCreateAsync("key", async token =>
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await Cache.EvictAsync("users", mode, token);
            CacheContext.Current!.AddTags("users");
            return "outdated";
        });
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<List<WeakReference>> FillAsync()
    {
        var values = new List<WeakReference>();
        for (int i = 0; i < Many; i++)
        {
            string value = new('v', 100 + i);
            values.Add(new WeakReference(value));
            await Cache.SetAsync($"{i}", value, _tagged);
        }

        return values;
    }

    private TagMark MarkOf(string key) => LocalValue.MetadataOf(((InMemoryBackend)Backend).GetValue($"app::{key}")).Marks.Single();

    private async Task<string[]> KeysAsync() =>
        await ((InMemoryBackend)Backend).ListAsync("").Select(stored => stored.Key).ToArrayAsync();

    // Collects garbage until the condition is true.
    private static Task UntilAsync(
        Func<ValueTask<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? description = null) => Poll.UntilAsync(
        async () =>
        {
            GC.Collect();
            return await condition();
        },
        description: description);
}
