namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// A change that the store could not carry out counts in its process immediately, and is carried out later. Calls fail before their work,
/// after it, or long before it.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class PendingInterleavings
{
    private const string Key = "app:users:key";

    [Test]
    public Task A_pending_change_counts_in_its_process_and_is_carried_out_in_the_end(
        [Values("set", "refresh", "remove", "clear", "evict", "evict softly")] string change, [Values(1, 2)] int faults) => Explorer.ExploreAsync(async run =>
    {
        Participant process = run.Process("one");
        await process.ChangeAsync("set");
        run.Faults = new Faults(faults, IsOfTheChange);
        run.Actor(change, async () =>
        {
            await process.ChangeAsync(change);
            await process.FindAsync();
        });
        run.Actor("caller", async () =>
        {
            await process.GetOrCreateAsync();
            await process.FindAsync();
        });
        run.AtTheEnd = () => FindElsewhereAsync(run);
    });

    [Test]
    public Task An_owed_eviction_is_not_undone(
        [Values(1, 2, 3)] int faults, [Values("evict", "evict softly")] string first) => Explorer.ExploreAsync(async run =>
    {
        Participant process = run.Process("one");
        await process.ChangeAsync("set");
        run.Faults = new Faults(faults, call => call.Contains("%tags", StringComparison.Ordinal));
        run.Actor("evictions", async () =>
        {
            await process.ChangeAsync(first);
            await process.ChangeAsync("set");
            await process.FindAsync();
            await process.ChangeAsync("evict");
            await process.FindAsync();
        });
        run.AtTheEnd = () => FindElsewhereAsync(run);
    });

    [Test]
    public Task A_change_that_times_out_undoes_nothing(
        [Values("set", "refresh", "evict", "evict softly")] string change) => Explorer.ExploreAsync(async run =>
    {
        run.Timeout = TimeSpan.FromSeconds(1);
        Participant process = run.Process("one");
        await process.ChangeAsync("set");
        run.Actor(change, async () =>
        {
            await process.ChangeAsync(change);
            await process.FindAsync();
        });
        run.Actor("caller", async () =>
        {
            await process.GetOrCreateAsync();
            await process.FindAsync();
        });
        run.Actor("time", () => run.PassSecondsAsync(3));
        run.AtTheEnd = () => FindElsewhereAsync(run);
    });

    // A computed value that the store takes late may be found after a removal by key: nothing tells it from one that was computed since.
    private static bool IsOfTheChange(string call) =>
        !call.EndsWith($"add {Key}", StringComparison.Ordinal) && !call.EndsWith($"replace {Key}", StringComparison.Ordinal);

    private static async Task FindElsewhereAsync(Interleaving run)
    {
        Participant other = run.Process("other");
        other.Reach(run.Version);
        await other.FindAsync();
    }
}
