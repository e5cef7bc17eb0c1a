using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>
/// An entry that the store has lost by itself, to make room, may still be copied in a process: a change by another process drops that copy too.
/// </summary>
[TestFixture(false)]
[TestFixture(true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LostEntryTests : TierFixture
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["tag"] };

    private readonly SharedStore _store;

    public LostEntryTests(bool talks) => _store = talks ? new TalkingStore(Clock) : new SharedStore(Clock);

    [Test]
    public async Task A_change_of_a_lost_entry_drops_the_copies_of_all_processes(
        [Values("set", "remove", "clear", "evict", "evict softly")] string change, [Values] bool losesEntry, [Values] bool losesTag)
    {
        (Cache one, Cache other) = (CacheOn(await HearingProcessAsync(_store)), CacheOn(await HearingProcessAsync(_store)));
        await one.SetAsync("key", "old", _tagged);
        Assert.That(await FindAsync(other), Is.EqualTo("old"));

        if (losesEntry)
            Assert.That(await _store.RemoveAsync("app::key"), Is.True);
        if (losesTag)
            Assert.That(await _store.RemoveAsync(one.Engine.Keys.OfTag("tag")), Is.True);
        await ChangeAsync(one, change);

        string? expected = change == "set" ? "new" : null;
        await Clock.PassUntilAsync(async () => await FindAsync(other) == expected, atMost: Bound - TimeSpan.FromSeconds(1));
        Assert.That(await FindAsync(one), Is.EqualTo(expected));
    }

    private static async ValueTask<string?> FindAsync(Cache cache) => (await cache.TryGetAsync<string>("key")).Value;

    private static async Task ChangeAsync(Cache cache, string change)
    {
        switch (change)
        {
            case "set":
                await cache.SetAsync("key", "new", _tagged);
                break;
            case "remove":
                await cache.RemoveAsync("key");
                break;
            case "clear":
                await cache.ClearAsync();
                break;
            default:
                Assert.That(await cache.EvictAsync("tag", change == "evict softly" ? EvictionMode.Soft : EvictionMode.Immediate), Is.True);
                break;
        }
    }

    private Cache CacheOn(TieredBackend process) => new(process, "app", new CacheOptions { TimeProvider = Clock });
}
