namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// Copies in two processes: once a process has heard of a change, or the bound has passed, it finds nothing older, whatever is read, lost or cut
/// off at the time.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class LevelInterleavings
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    [Test]
    public Task Nothing_older_than_a_change_is_found_after_it(
        [Values] bool talks, [Values("set", "refresh", "remove", "clear", "evict", "evict softly")] string change, [Values] bool isCopied) =>
        ExploreAsync(talks, change, isCopied, _ => { });

    [Test]
    public Task A_change_of_an_entry_that_the_store_has_lost_holds(
        [Values] bool talks,
        [Values("set", "remove", "clear", "evict", "evict softly")] string change,
        [Values("app:users:key", "app:%tags:tag")] string lost) =>
        ExploreAsync(talks, change, isCopied: true, run => run.Actor($"the store loses {lost}", () => Task.FromResult(run.Store.Remove(lost))));

    [Test]
    public Task The_bound_holds_where_the_connection_is_cut([Values("set", "remove", "clear", "evict", "evict softly")] string change) =>
        ExploreAsync(talks: true, change, isCopied: true, run => run.Actor("cut", async () =>
        {
            Subscriber subscriber = run.Store.Subscribers.First(subscriber => subscriber.Process == "other");
            subscriber.Cut();
            await run.Schedule.PassAsync("reconnect");
            subscriber.Reconnect();
        }));

    [Test]
    public Task A_computation_elsewhere_stores_nothing_older_than_a_change(
        [Values] bool talks, [Values("set", "evict", "evict softly")] string change, [Values] bool isEvicted) =>
        ExploreComputationAsync(talks, change, isEvicted);

    // A value that is removed while another process computes it may be stored there before the message arrives, and is removed again afterwards.
    [Test]
    public Task Nothing_older_than_a_removal_is_left_of_a_computation_elsewhere(
        [Values] bool talks, [Values("remove", "clear")] string change, [Values("missing", "evicted")] string before, [Values] bool isRefresh) =>
        Explorer.ExploreAsync(async run =>
        {
            (Participant one, Participant other) = await ProcessesAsync(run, talks);
            await one.ChangeAsync("set");
            await one.ChangeAsync(before == "missing" ? "remove" : "evict");
            await OneWorker.SettleAsync();
            run.Actor("computation", () => isRefresh ? other.RefreshAsync() : other.GetOrCreateAsync());
            run.Actor(change, () => one.ChangeAsync(change));
            run.Actor("reader", () => one.Cache.TryGetAsync<string>("key", run.Options).AsTask());
            run.Actor("time", () => run.PassSecondsAsync(talks ? 0 : 2));
            run.AtTheEnd = async () =>
            {
                await one.FindAsync();
                await other.FindAsync();
            };
        });

    [Test]
    public Task A_refresh_is_kept_although_the_value_is_computed_elsewhere(
        [Values] bool talks, [Values] bool isEvicted) => ExploreComputationAsync(talks, "refresh", isEvicted);

    [Test]
    public Task A_refresh_is_kept_although_its_process_makes_the_first_log() => Explorer.ExploreAsync(async run =>
    {
        run.Bound = _interval;
        Participant process = await run.HearingProcessAsync("one", talks: false);
        run.Actor("refresh", process.RefreshAsync);
        run.Actor("set", () => process.Cache.SetAsync("another key", "value", run.Options).AsTask());
        run.Actor("time", () => run.PassSecondsAsync(2));
        run.AtTheEnd = async () => Interleaving.Expect(await process.FindAsync() is not null, "The refreshed value was dropped.");
    });

    private static Task ExploreComputationAsync(bool talks, string change, bool isEvicted) => Explorer.ExploreAsync(async run =>
    {
        (Participant one, Participant other) = await ProcessesAsync(run, talks);
        if (isEvicted)
        {
            await one.ChangeAsync("set");
            await one.ChangeAsync("evict");
            await OneWorker.SettleAsync();
        }

        run.Actor("caller", async () =>
        {
            await other.GetOrCreateAsync();
            await other.FindAsync();
        });
        run.Actor(change, async () =>
        {
            await one.ChangeAsync(change);
            await one.GetOrCreateAsync();
        });
        run.Actor("time", () => run.PassSecondsAsync(talks ? 0 : 2));
        run.AtTheEnd = other.FindAsync;
    });

    private static Task ExploreAsync(bool talks, string change, bool isCopied, Action<Interleaving> addFault) => Explorer.ExploreAsync(async run =>
    {
        (Participant one, Participant other) = await ProcessesAsync(run, talks);
        await one.ChangeAsync("set");
        await OneWorker.SettleAsync();
        if (isCopied)
            await other.FindAsync();
        addFault(run);
        run.Actor("reader", async () =>
        {
            await other.FindAsync();
            await run.Schedule.PassAsync("reader goes on");
            await other.FindAsync();
            await run.Schedule.PassAsync("reader goes on");
            await other.FindAsync();
        });
        run.Actor(change, async () =>
        {
            await one.ChangeAsync(change);
            await one.FindAsync();
        });
        run.Actor("time", () => run.PassSecondsAsync(talks ? 6 : 3));
        run.AtTheEnd = async () =>
        {
            await one.FindAsync();
            await other.FindAsync();
        };
    });

    private static async Task<(Participant One, Participant Other)> ProcessesAsync(Interleaving run, bool talks)
    {
        run.Bound = talks ? _bound : _interval;
        return (await run.HearingProcessAsync("one", talks), await run.HearingProcessAsync("other", talks));
    }
}
