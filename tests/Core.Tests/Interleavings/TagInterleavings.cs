namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// The generations of tags, in one process and two: an eviction holds, whatever is stored at the same time, and whatever the store loses.
/// </summary>
[TestFixture(1)]
[TestFixture(2)]
[NonParallelizable]
internal sealed class TagInterleavings(int processes)
{
    [Test]
    public Task Nothing_older_than_an_eviction_is_found_after_it(
        [Values("evict", "evict softly")] string change, [Values] bool isThere, [Values] bool isLost) => Explorer.ExploreAsync(async run =>
    {
        (Participant computing, Participant evicting) = Processes(run);
        if (isThere)
            await computing.ChangeAsync("set");
        run.Actor("caller", async () =>
        {
            await computing.GetOrCreateAsync();
            await computing.FindAsync();
        });
        run.Actor(change, async () =>
        {
            await evicting.ChangeAsync(change);
            await evicting.FindAsync();
        });
        if (isLost)
            run.Actor("the store loses the tag", () => Task.FromResult(run.Store.Remove("app:%tags:tag")));
        run.AtTheEnd = computing.FindAsync;
    });

    [Test]
    public Task A_tag_that_the_factory_adds_is_evicted_too(
        [Values("evict", "evict softly")] string change, [Values] bool isThere) => Explorer.ExploreAsync(async run =>
    {
        (Participant computing, Participant evicting) = Processes(run);
        if (isThere)
            await computing.ChangeAsync("set");
        run.Options = new CacheEntryOptions { Namespace = "users", Expiration = TimeSpan.FromHours(1) };
        run.Clock.Advance(TimeSpan.FromMinutes(1));
        if (isThere)
            await computing.Cache.RemoveAsync("key", run.Options);
        run.Actor("caller", () => computing.GetOrCreateAsync(async token =>
        {
            string value = await run.ComputeAsync("caller", token);
            CacheContext.Current!.AddTags(Interleaving.Tag);
            return value;
        }));
        run.Actor(change, () => evicting.ChangeAsync(change));
        run.AtTheEnd = computing.FindAsync;
    });

    [Test]
    public Task Each_of_two_concurrent_evictions_holds() => Explorer.ExploreAsync(async run =>
    {
        (Participant one, Participant other) = Processes(run);
        await one.ChangeAsync("set");
        run.Actor("caller", () => one.GetOrCreateAsync());
        run.Actor("evict", () => one.ChangeAsync("evict"));
        run.Actor("evict softly", () => other.ChangeAsync("evict softly"));
        run.AtTheEnd = other.FindAsync;
    });

    private (Participant Computing, Participant Evicting) Processes(Interleaving run)
    {
        Participant computing = run.Process("one");
        return (computing, processes == 1 ? computing : run.Process("other"));
    }
}
