using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>
/// What is found in the end where a change begins and ends while a value is being computed: each cell of the table in docs/defaults.md, for
/// one process and two, and for one level and two.
/// </summary>
[TestFixture(1, 1)]
[TestFixture(1, 2)]
[TestFixture(2, 1)]
[TestFixture(2, 2)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OvertakenComputationTests(int processes, int levels) : TierFixture
{
    private static readonly CacheEntryOptions _tagged = new() { Namespace = "users", Tags = ["tag"] };

    // A process with one level hears nothing of the other.
    private bool HearsChanges => processes == 1 || levels == 2;

    [Test]
    public async Task A_value_that_was_missing([Values("set", "remove", "clear", "evict", "evict softly", "refresh")] string change)
    {
        string? expected = change switch
        {
            "set" or "refresh" => change,
            "remove" or "clear" => HearsChanges ? null : "computed",
            _ => null,
        };
        await ExpectAsync(expected, change, (cache, factory) => cache.GetOrCreateAsync("key", factory, _tagged).AsTask());
    }

    [Test]
    public async Task A_value_that_is_refreshed([Values("set", "remove", "clear", "evict", "evict softly", "refresh")] string change)
    {
        string? expected = change switch
        {
            "set" or "refresh" => HearsChanges ? change : "computed",
            "remove" or "clear" => HearsChanges ? null : "computed",
            _ => null,
        };
        await ExpectAsync(expected, change, RefreshAsync);
    }

    private async Task ExpectAsync(string? expected, string change, Func<Cache, Func<CancellationToken, ValueTask<string>>, Task<string>> compute)
    {
        using var store = new TalkingStore(Clock);
        Cache one = await CacheOnAsync(store);
        Cache other = processes == 1 ? one : await CacheOnAsync(store);
        var gate = new Gate();
        Task<string> computing = compute(one, async token =>
        {
            await gate.PassAsync(token);
            return "computed";
        });
        await gate.Reached.Soon();

        await ChangeAsync(other, change);
        gate.Open();

        Assert.That(await computing.Soon(), Is.EqualTo("computed"), "Its caller gets it all the same.");
        Assert.That((await one.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo(expected));
        Assert.That((await other.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo(expected));
    }

    private static async Task ChangeAsync(Cache cache, string change)
    {
        switch (change)
        {
            case "set":
                await cache.SetAsync("key", change, _tagged);
                break;
            case "refresh":
                await RefreshAsync(cache, _ => ValueTask.FromResult(change));
                break;
            case "remove":
                await cache.RemoveAsync("key", _tagged);
                break;
            case "clear":
                await cache.ClearAsync("users");
                break;
            default:
                await cache.EvictAsync("tag", change == "evict softly" ? EvictionMode.Soft : EvictionMode.Immediate);
                break;
        }
    }

    private static Task<string> RefreshAsync(Cache cache, Func<CancellationToken, ValueTask<string>> factory) =>
        cache.Engine.RefreshAsync(
            "app:users:key", factory, static (factory, token) => factory(token), cache.SettingsOf(_tagged), CancellationToken.None)
            .AsTask();

    private async Task<Cache> CacheOnAsync(SharedStore store) =>
        new(levels == 2 ? await HearingProcessAsync(store) : store, "app", new CacheOptions { TimeProvider = Clock });
}
