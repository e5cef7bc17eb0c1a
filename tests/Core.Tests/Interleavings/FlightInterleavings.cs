namespace CacheKit.Core.Tests.Interleavings;

/// <summary>The computations of one process, in whatever order their steps overtake each other.</summary>
[TestFixture, NonParallelizable]
internal sealed class FlightInterleavings
{
    private static readonly CacheEntryOptions _withGrace = new()
    {
        Namespace = "users",
        Tags = [Interleaving.Tag],
        Expiration = TimeSpan.FromHours(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
    };

    [Test]
    public Task Concurrent_callers_share_one_computation() => Explorer.ExploreAsync(run =>
    {
        Participant process = run.Process("one");
        foreach (string caller in new[] { "first", "second", "third" })
            run.Actor(caller, () => process.GetOrCreateAsync());
        run.AtTheEnd = () =>
        {
            Interleaving.Expect(run.Runs == 1, $"It was computed {run.Runs} times.");
            return Task.CompletedTask;
        };
    });

    [Test]
    public Task A_caller_that_leaves_takes_no_other_with_it([Values(1, 2)] int leaving) => Explorer.ExploreAsync(run =>
    {
        Participant process = run.Process("one");
        for (int i = 0; i < leaving; i++)
        {
            var cancellation = new CancellationTokenSource();
            run.Actor($"leaving {i}", async () =>
            {
                try
                {
                    await process.GetOrCreateAsync(cancellation.Token);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                }
            });
            run.Actor($"end of leaving {i}", cancellation.CancelAsync);
        }

        run.Actor("staying", () => process.GetOrCreateAsync());
    });

    [Test]
    public Task Nothing_older_than_a_change_is_found_after_it(
        [Values("set", "refresh", "remove", "clear", "evict", "evict softly")] string change, [Values] bool isMissing) => Explorer.ExploreAsync(async run =>
    {
        Participant process = run.Process("one");
        if (!isMissing)
            await process.ChangeAsync("set");
        run.Actor("caller", () => process.GetOrCreateAsync());
        run.Actor("later caller", async () =>
        {
            await process.GetOrCreateAsync();
            await process.FindAsync();
        });
        run.Actor(change, () => process.ChangeAsync(change));
        run.AtTheEnd = process.FindAsync;
    });

    [Test]
    public Task Two_changes_at_once_hold_both(
        [Values("remove", "clear", "evict softly")] string change) => Explorer.ExploreAsync(async run =>
    {
        Participant process = run.Process("one");
        await process.ChangeAsync("set");
        run.Actor("caller", async () =>
        {
            await process.GetOrCreateAsync();
            await process.GetOrCreateAsync();
        });
        run.Actor("evict", () => process.ChangeAsync("evict"));
        run.Actor(change, () => process.ChangeAsync(change));
        run.AtTheEnd = process.FindAsync;
    });

    [Test]
    public Task A_refresh_always_runs_its_function(
        [Values("compute", "refresh", "set", "remove")] string other, [Values] bool isThere) => Explorer.ExploreAsync(async run =>
    {
        run.Options = _withGrace;
        Participant process = run.Process("one");
        if (isThere)
            await process.ChangeAsync("set");
        run.Actor("refresh", process.RefreshAsync);
        run.Actor($"other {other}", () => other switch
        {
            "compute" => process.GetOrCreateAsync(),
            "refresh" => process.RefreshAsync(),
            _ => process.ChangeAsync(other),
        });
        run.Actor("caller", () => process.GetOrCreateAsync());
    });

    [Test]
    public Task The_value_from_before_a_refresh_is_not_found_after_it_although_another_change_overtakes_it(
        [Values("refresh", "set", "remove", "clear", "evict", "evict softly")] string other, [Values] bool hasLifetime) => Explorer.ExploreAsync(async run =>
    {
        if (hasLifetime)
            run.Options = _withGrace;
        Participant process = run.Process("one");
        await process.ChangeAsync("set");
        int before = run.Version;
        run.Actor("refresh", () => RefreshAsync(run, process, before));
        run.Actor($"other {other}", () => other == "refresh" ? RefreshAsync(run, process, before) : process.ChangeAsync(other));
    });

    private static async Task RefreshAsync(Interleaving run, Participant process, int before)
    {
        run.BeginChange();
        await process.RefreshAsync();
        string? found = (await process.Cache.TryGetAsync<string>("key", run.Options)).Value;
        Interleaving.Expect(found is null || Interleaving.VersionOf(found) > before, $"'{found}' was found after a refresh.");
    }

    [Test]
    public Task Two_keys_that_compute_each_other_do_not_wait_for_ever() => Explorer.ExploreAsync(run =>
    {
        Cache cache = run.Process("one").Cache;
        run.Actor("a", () => FirstOfTwoAsync(run, cache, "a", "b"));
        run.Actor("b", () => FirstOfTwoAsync(run, cache, "b", "a"));
    });

    // Each needs the other one where that is being computed, and does without it where it computes both.
    private static async Task<string> FirstOfTwoAsync(Interleaving run, Cache cache, string key, string other, int depth = 0) =>
        await cache.GetOrCreateAsync(key, async token =>
        {
            string own = await run.ComputeAsync(key, token);
            return depth == 2 ? own : await FirstOfTwoAsync(run, cache, other, key, depth + 1);
        });
}
