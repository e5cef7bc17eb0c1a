namespace CacheKit.Core.Tests.Interleavings;

/// <summary>A value that was set is not overwritten by one that was being computed, in this process or another one.</summary>
[TestFixture(1)]
[TestFixture(2)]
[NonParallelizable]
internal sealed class FenceInterleavings(int processes)
{
    private static readonly CacheEntryOptions _stale = new()
    {
        Namespace = "users",
        Tags = [Interleaving.Tag],
        Expiration = TimeSpan.FromMinutes(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.FromHours(1) },
    };

    [Test]
    public Task A_value_that_was_set_stays(
        [Values("missing", "evicted", "stale")] string before, [Values(1, 2)] int computations) => Explorer.ExploreAsync(async run =>
    {
        if (before == "stale")
            run.Options = _stale;
        (Participant computing, Participant setting) = Processes(run);
        await PrepareAsync(run, computing, before);
        for (int i = 0; i < computations; i++)
            run.Actor($"computation {i}", () => computing.GetOrCreateAsync());
        run.Actor("set", async () =>
        {
            await setting.ChangeAsync("set");
            await ExpectSetAsync(run, setting);
        });
        run.AtTheEnd = async () =>
        {
            await ExpectSetAsync(run, computing);
            await ExpectSetAsync(run, setting);
        };
    });

    [Test]
    public Task A_value_that_was_set_during_a_refresh_stays() => Explorer.ExploreAsync(run =>
    {
        Participant process = run.Process("one");
        bool isComputing = false;
        bool isExpected = false;
        run.Actor("refresh", async () =>
        {
            isComputing = true;
            await process.RefreshAsync();
            isComputing = false;
        });
        run.Actor("set", async () =>
        {
            bool hasBegun = isComputing && run.Runs > 0;
            await process.ChangeAsync("set");
            isExpected = hasBegun && isComputing;
        });
        run.AtTheEnd = async () =>
        {
            string? found = await process.FindAsync();
            Interleaving.Expect(!isExpected || found?.EndsWith("set", StringComparison.Ordinal) == true, "The refresh has overwritten what was set.");
        };
    });

    [Test]
    public Task Computations_at_once_leave_a_value_as_new_as_the_last_eviction(
        [Values("evict", "evict softly")] string change) => Explorer.ExploreAsync(async run =>
    {
        (Participant computing, Participant evicting) = Processes(run);
        await computing.ChangeAsync("set");
        run.Actor("first", () => computing.GetOrCreateAsync());
        run.Actor("second", () => evicting.GetOrCreateAsync());
        run.Actor(change, () => evicting.ChangeAsync(change));
        run.AtTheEnd = computing.FindAsync;
    });

    private (Participant Computing, Participant Setting) Processes(Interleaving run)
    {
        Participant computing = run.Process("one");
        return (computing, processes == 1 ? computing : run.Process("other"));
    }

    private static async Task PrepareAsync(Interleaving run, Participant process, string before)
    {
        if (before == "missing")
            return;

        await process.ChangeAsync("set");
        if (before == "evicted")
            await process.ChangeAsync("evict");
        else
            run.Clock.Advance(TimeSpan.FromMinutes(2));
    }

    private static async Task ExpectSetAsync(Interleaving run, Participant process)
    {
        string? found = await process.FindAsync();
        Interleaving.Expect(found == $"{run.Version} set", $"{process.Name} found '{found}' in place of what was set.");
    }
}
