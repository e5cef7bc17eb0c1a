using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tiers;

/// <summary>A value that another process computes is no change: it only takes the place of what had been evicted or had expired.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ComputedElsewhereTests : TierFixture
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["tag"] };

    private readonly TalkingStore _store;

    public ComputedElsewhereTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_refresh_under_way_stays_the_later_one()
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        await one.SetAsync("key", "old", _tagged);
        await one.EvictAsync("tag");
        var gate = new Gate();
        Task<string> refresh = one.Engine.RefreshAsync(
            Key,
            gate,
            static async (gate, token) =>
            {
                await gate.PassAsync(token);
                return "refreshed";
            },
            one.SettingsOf(_tagged),
            CancellationToken.None).AsTask();
        await gate.Reached.Soon();
        Assert.That(await other.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed"), _tagged), Is.EqualTo("computed"));

        gate.Open();
        Assert.That(await refresh.Soon(), Is.EqualTo("refreshed"));
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo("refreshed"));
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("refreshed"));
    }

    private async Task<Cache> CacheAsync() => new(await HearingProcessAsync(_store), "app", new CacheOptions { TimeProvider = Clock });
}
