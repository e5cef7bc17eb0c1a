using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A refresh runs its function, whatever else is under way for the key.</summary>
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class RefreshTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _due = new() { Expiration = TimeSpan.FromMinutes(1), Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };

    [Test]
    public async Task A_refresh_does_not_join_a_computation_that_begins_while_it_reads_the_old_value()
    {
        using var store = new SharedStore(Clock);
        var cache = new Cache(store, "app", new CacheOptions { TimeProvider = Clock });
        var gate = new Gate();
        Gate answer = store.HoldNextAnswer();
        Task<string> refresh = RefreshAsync(cache, _ => ValueTask.FromResult("new"));
        await answer.Reached.Soon();
        Task<string> other = cache.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "of the other";
        }).AsTask();
        await gate.Reached.Soon();

        answer.Open();
        Assert.That(await refresh.Soon(), Is.EqualTo("new"));
        gate.Open();
        Assert.That(await other.Soon(), Is.EqualTo("of the other"));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Two_concurrent_refreshes_both_run_and_the_value_of_the_later_one_stays()
    {
        var gate = new Gate();
        Task<string> first = RefreshAsync(Cache, async token =>
        {
            await gate.PassAsync(token);
            return "first";
        });
        await gate.Reached.Soon();
        Assert.That(await RefreshAsync(Cache, _ => ValueTask.FromResult("second")).Soon(), Is.EqualTo("second"));

        gate.Open();
        Assert.That(await first.Soon(), Is.EqualTo("first"));
        Assert.That(await FindAsync(), Is.EqualTo("second"));
    }

    [Test]
    public async Task The_value_of_the_first_refresh_is_found_until_the_second_has_ended([Values] bool secondFails)
    {
        await Cache.SetAsync("key", "old", _due);
        (TaskCompletionSource<string> first, TaskCompletionSource<string> second) = (new(), new());
        (Task<string> one, Task<string> other) = (await BeginAsync(first), await BeginAsync(second));
        first.SetResult("first");
        Assert.That(await one.Soon(), Is.EqualTo("first"));
        Assert.That(await FindAsync(), Is.EqualTo("first"));

        if (secondFails)
            second.SetException(new IOException());
        else
            second.SetResult("second");
        await other.Soon().ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.That(await FindAsync(), Is.EqualTo(secondFails ? "first" : "second"));
    }

    [Test]
    public async Task A_set_replaces_the_values_of_two_concurrent_refreshes()
    {
        (TaskCompletionSource<string> first, TaskCompletionSource<string> second) = (new(), new());
        (Task<string> one, Task<string> other) = (await BeginAsync(first), await BeginAsync(second));
        await Cache.SetAsync("key", "set", _due);
        first.SetResult("first");
        second.SetResult("second");
        await Task.WhenAll(one, other).Soon();
        Assert.That(await FindAsync(), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_refresh_that_is_overtaken_by_a_change_ends_after_the_change(
        [Values(RecordingBackend.Set, RecordingBackend.Remove, RecordingBackend.Clear)] string change)
    {
        if (Backend is not RecordingBackend store)
        {
            Assert.Pass("A store in this process is changed at once.");
            return;
        }

        await Cache.SetAsync("key", "old", _due);
        var computed = new TaskCompletionSource<string>();
        Task<string> refresh = await BeginAsync(computed);
        Gate gate = store.HoldNext(change);
        Task changing = ChangeAsync(change, CancellationToken.None);
        await gate.Reached.Soon();
        await computed.EndAsync("refreshed");
        Assert.That(refresh.IsCompleted, Is.False);

        gate.Open();
        Assert.That(await refresh.Soon(), Is.EqualTo("refreshed"));
        await changing.Soon();
        Assert.That(await FindAsync(), Is.EqualTo(change == RecordingBackend.Set ? "set" : null));
        Assert.That(store.CountOf(RecordingBackend.Remove), Is.EqualTo(change == RecordingBackend.Remove ? 1 : 0), "It removes nothing itself.");
    }

    [Test]
    public async Task A_refresh_that_is_overtaken_by_a_cancelled_change_leaves_no_old_value(
        [Values(RecordingBackend.Set, RecordingBackend.Remove, RecordingBackend.Clear)] string change)
    {
        if (Backend is not RecordingBackend store)
        {
            Assert.Pass("A store in this process is changed at once.");
            return;
        }

        await Cache.SetAsync("key", "old", _due);
        var computed = new TaskCompletionSource<string>();
        Task<string> refresh = await BeginAsync(computed);
        Gate gate = store.HoldNext(change);
        using var cancellation = new CancellationTokenSource();
        Task changing = ChangeAsync(change, cancellation.Token);
        await gate.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(async () => await changing.Soon(), Throws.InstanceOf<OperationCanceledException>());

        computed.SetResult("refreshed");
        Assert.That(await refresh.Soon(), Is.EqualTo("refreshed"));
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test]
    public async Task Concurrent_callers_wait_for_the_refresh()
    {
        var gate = new Gate();
        Task<string> refresh = RefreshAsync(Cache, async token =>
        {
            await gate.PassAsync(token);
            return "new";
        });
        await gate.Reached.Soon();
        Task<string> caller = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("of the caller")).AsTask();

        gate.Open();
        Assert.That(await Task.WhenAll(refresh, caller).Soon(), Is.All.EqualTo("new"));
    }

    [Test]
    public async Task A_refresh_is_not_begun_for_a_cancelled_caller()
    {
        int runs = 0;
        Assert.That(
            async () =>
                await Cache.Engine.RefreshAsync(
                    "app::key", 0, (_, _) => ValueTask.FromResult(++runs), Cache.SettingsOf(null), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(runs, Is.Zero);
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7)).Soon(), Is.EqualTo(7));
    }

    [Test]
    public async Task A_refreshed_value_that_is_not_stored_removes_the_old_one([Values] bool isTagEvicted)
    {
        await Cache.SetAsync("key", "old", _due);
        Clock.Advance(TimeSpan.FromSeconds(10));
        string refreshed = await RefreshAsync(Cache, async token =>
        {
            if (isTagEvicted)
                await Cache.EvictAsync("tag", cancellationToken: token);
            CacheContext.Current!.AddTags("tag");
            CacheContext.Current.ShouldStore = isTagEvicted;
            return "new";
        });
        Assert.That((refreshed, await FindAsync()), Is.EqualTo(("new", (string?)null)));
    }

    [Test]
    public async Task A_refresh_whose_tags_cannot_be_read_does_not_remove_a_value_that_was_set_meanwhile()
    {
        var store = Backend as RecordingBackend;
        store?.Fail();
        await Cache.Engine.RefreshAsync("app::key", 0, async (_, token) =>
        {
            store?.Recover();
            await Cache.SetAsync("key", "set", cancellationToken: token);
            return "new";
        }, Cache.SettingsOf(_due with { Tags = ["tag"] }), CancellationToken.None);
        Assert.That(await FindAsync(), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_refresh_counts_as_a_bypass_and_not_as_a_miss([Values] bool isThere)
    {
        if (isThere)
            await Cache.SetAsync("key", "old", _due);
        RequestFigures figures = Cache.SettingsOf(_due).Figures;
        using IDisposable observation = Cache.Figures.Observe();
        await RefreshAsync(Cache, _ => ValueTask.FromResult("new"));
        Assert.That(figures.BypassReasons, Is.EqualTo(new Dictionary<string, long> { [BypassReason.Refresh] = 1 }));
        Assert.That((figures.Hits, figures.Stale, figures.Misses), Is.EqualTo((0L, 0L, 0L)));
    }

    [Test]
    public async Task A_set_tells_whether_its_value_was_stored()
    {
        EntrySettings settings = Cache.SettingsOf(_due with { Tags = ["tag"] });
        Assert.That(await Cache.Engine.TrySetAsync("app::key", "value", settings, CancellationToken.None), Is.True);
        Assert.That(await Cache.Engine.TrySetAsync("app::key", "value", settings with { Expiration = TimeSpan.Zero }, CancellationToken.None), Is.False);
        Assert.That(await FindAsync(), Is.Null);
    }

    // Once its function runs.
    private async Task<Task<string>> BeginAsync(TaskCompletionSource<string> computed)
    {
        var begun = new TaskCompletionSource();
        Task<string> refresh = RefreshAsync(Cache, _ =>
        {
            begun.SetResult();
            return new ValueTask<string>(computed.Task);
        });
        await begun.Task.Soon();
        return refresh;
    }

    private Task ChangeAsync(string change, CancellationToken cancellationToken) => change switch
    {
        RecordingBackend.Set => Cache.SetAsync("key", "set", _due, cancellationToken).AsTask(),
        RecordingBackend.Remove => Cache.RemoveAsync("key", cancellationToken: cancellationToken).AsTask(),
        _ => Cache.ClearAsync(cancellationToken: cancellationToken).AsTask(),
    };

    private async ValueTask<string?> FindAsync() => (await Cache.TryGetAsync<string>("key")).Value;

    private static Task<string> RefreshAsync(Cache cache, Func<CancellationToken, ValueTask<string>> factory) =>
        cache.Engine.RefreshAsync("app::key", factory, static (factory, token) => factory(token), cache.SettingsOf(_due), CancellationToken.None).AsTask();
}
