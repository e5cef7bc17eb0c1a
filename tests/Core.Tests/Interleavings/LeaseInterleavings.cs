namespace CacheKit.Core.Tests.Interleavings;

/// <summary>One computation among processes, as long as the lease of the computing process lasts.</summary>
[TestFixture, NonParallelizable]
internal sealed class LeaseInterleavings
{
    private static readonly CacheEntryOptions _leased = new()
    {
        Namespace = "users",
        Tags = [Interleaving.Tag],
        Expiration = TimeSpan.FromHours(1),
        Lease = TimeSpan.FromSeconds(3),
    };

    [Test]
    public Task A_value_is_computed_once_while_the_lease_lasts([Values(2, 3)] int callers) => Explorer.ExploreAsync(run =>
    {
        run.Options = _leased;
        Participant one = run.Process("one");
        Participant other = run.Process("other");
        for (int i = 0; i < callers; i++)
        {
            Participant process = i == 1 ? other : one;
            run.Actor($"caller {i}", () => process.GetOrCreateAsync());
        }

        run.AtTheEnd = () =>
        {
            Interleaving.Expect(run.Runs == 1, $"It was computed {run.Runs} times.");
            return Task.CompletedTask;
        };
    });

    [Test]
    public Task Every_caller_gets_a_value_although_the_store_fails_or_time_runs_out(
        [Values(0, 1, 2)] int faults, [Values(0, 3)] int seconds) => Explorer.ExploreAsync(run =>
    {
        run.Options = _leased;
        run.Faults = new Faults(faults, _ => true);
        foreach (Participant process in new[] { run.Process("one"), run.Process("other") })
            run.Actor(process.Name, () => process.GetOrCreateAsync());
        run.Actor("time", () => run.PassSecondsAsync(seconds));
    });

    [Test]
    public Task A_caller_that_leaves_releases_the_lease() => Explorer.ExploreAsync(run =>
    {
        run.Options = _leased;
        Participant one = run.Process("one");
        Participant other = run.Process("other");
        var cancellation = new CancellationTokenSource();
        run.Actor("leaving", async () =>
        {
            try
            {
                await one.GetOrCreateAsync(cancellation.Token);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        });
        run.Actor("end of leaving", cancellation.CancelAsync);
        run.Actor("staying", () => other.GetOrCreateAsync());
        run.AtTheEnd = () =>
        {
            string lease = one.Cache.Engine.Keys.OfLease("app:users:key");
            Interleaving.Expect(run.Store.Find(lease) is null, "The lease was not given back.");
            return Task.CompletedTask;
        };
    });

    [Test]
    public Task Nothing_older_than_a_change_is_found_after_it(
        [Values("set", "evict", "evict softly")] string change, [Values(0, 3)] int seconds) => Explorer.ExploreAsync(run =>
    {
        run.Options = _leased;
        Participant one = run.Process("one");
        Participant other = run.Process("other");
        run.Actor("one", () => one.GetOrCreateAsync());
        run.Actor("other", async () =>
        {
            await other.ChangeAsync(change);
            await other.GetOrCreateAsync();
        });
        run.Actor("time", () => run.PassSecondsAsync(seconds));
        run.AtTheEnd = one.FindAsync;
    });
}
