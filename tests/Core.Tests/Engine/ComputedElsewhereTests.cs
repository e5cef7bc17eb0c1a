using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>
/// A value that another process computes is no change: it only takes the place of what had been evicted or had expired. It is removed again where the
/// key was removed while it was computed, however late that is heard.
/// </summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ComputedElsewhereTests : TierFixture
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["tag"] };

    private readonly TalkingStore _store;

    public ComputedElsewhereTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_refresh_under_way_replaces_the_value_that_another_process_computed()
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

    [Test]
    public async Task A_value_that_was_stored_before_the_message_of_a_removal_arrived_is_removed_again([Values] bool isCleared, [Values] bool isRefresh)
    {
        (Cache one, Cache other, Cache third) = (await CacheAsync(), await CacheAsync(), await CacheAsync());
        (Gate removed, Task removal) = await RemoveDuringComputationAsync(one, other, isCleared, isRefresh);
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("of before"));
        Assert.That((await third.TryGetAsync<string>("key")).Value, Is.EqualTo("of before"));

        removed.Open();
        await removal.Soon();
        await Poll.UntilAsync(() => !Has(other) && !Has(third) && !Has(one));
        Assert.That(await _store.GetAsync(Key), Is.Null);
    }

    [Test]
    public async Task A_value_that_was_set_in_place_of_the_computed_one_stays([Values] bool isCleared)
    {
        (Cache one, Cache other, Cache third) = (await CacheAsync(), await CacheAsync(), await CacheAsync());
        (Gate removed, Task removal) = await RemoveDuringComputationAsync(one, other, isCleared, isRefresh: false);
        await third.SetAsync("key", "set");
        removed.Open();
        await removal.Soon();
        Assert.That((await third.TryGetAsync<string>("key")).Value, Is.EqualTo("set"));
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("set"));
    }

    [Test]
    public async Task A_removal_whose_message_arrives_during_the_write_removes_the_value([Values] bool isCleared)
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        var gate = new Gate();
        Task<string> computing = ComputeAsync(other, gate, isRefresh: false);
        await gate.Reached.Soon();
        Gate removed = _store.HoldNextAnswer();
        Task removal = RemoveAsync(one, isCleared);
        await removed.Reached.Soon();
        Gate written = _store.HoldNextAnswer();
        gate.Open();
        await written.Reached.Soon();

        removed.Open();
        await removal.Soon();
        written.Open();
        Assert.That(await computing.Soon(), Is.EqualTo("of before"));
        Assert.That(Has(other), Is.False);
    }

    [Test]
    public async Task A_value_that_was_set_stays_although_it_equals_the_computed_one()
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        await other.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await one.SetAsync("key", "value");
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_value_that_was_computed_after_the_removal_stays()
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        await one.RemoveAsync("key");
        await other.GetOrCreateAsync("key", _ => ValueTask.FromResult("of after"));
        await one.RemoveAsync("another key");
        await one.ClearAsync("another namespace");
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo("of after"));
    }

    // The key has been removed, and then a value stored that was computed from what was before; the removal has been announced to nobody yet.
    private async Task<(Gate Removed, Task Removal)> RemoveDuringComputationAsync(Cache one, Cache other, bool isCleared, bool isRefresh)
    {
        var gate = new Gate();
        Task<string> computing = ComputeAsync(other, gate, isRefresh);
        await gate.Reached.Soon();
        Gate removed = _store.HoldNextAnswer();
        Task removal = RemoveAsync(one, isCleared);
        await removed.Reached.Soon();
        gate.Open();
        Assert.That(await computing.Soon(), Is.EqualTo("of before"));
        return (removed, removal);
    }

    private static Task<string> ComputeAsync(Cache cache, Gate gate, bool isRefresh)
    {
        async ValueTask<string> Compute(CancellationToken token)
        {
            await gate.PassAsync(token);
            return "of before";
        }

        return isRefresh
            ? cache.Engine.RefreshAsync(Key, Compute, static (compute, token) => compute(token), cache.SettingsOf(null), CancellationToken.None).AsTask()
            : cache.GetOrCreateAsync("key", Compute).AsTask();
    }

    private static Task RemoveAsync(Cache cache, bool isCleared) => isCleared ? cache.ClearAsync().AsTask() : cache.RemoveAsync("key").AsTask();

    private static bool Has(Cache cache) => cache.TryGetAsync<string>("key").AsTask().Result.HasValue;

    private async Task<Cache> CacheAsync() => new(await HearingProcessAsync(_store), "app", new CacheOptions { TimeProvider = Clock });
}
