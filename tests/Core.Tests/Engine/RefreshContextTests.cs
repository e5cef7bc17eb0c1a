using System.Diagnostics;
using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A refresh in the background sees the async-locals of the caller that begins it, and keeps them no longer than it runs.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class RefreshContextTests(StoreKind kind) : StaleFixture(kind)
{
    private const int Length = 400;

    private static readonly AsyncLocal<object?> _tenant = new();
    private static readonly CacheEntryOptions _early = Options(new StaleOptions { EagerRefreshThreshold = 0.5 });

    [Test]
    public async Task A_refresh_sees_the_async_locals_of_its_caller()
    {
        await DueAsync();
        _tenant.Value = "acme";
        Assert.That(await RefreshAsync(() => _tenant.Value), Is.EqualTo("acme"));
    }

    [Test]
    public async Task A_refresh_is_not_part_of_the_activity_of_its_caller()
    {
        await DueAsync();
        using var activity = new Activity("request");
        activity.Start();
        Assert.That(await RefreshAsync(() => Activity.Current), Is.Null);
        Assert.That(Activity.Current, Is.SameAs(activity));
    }

    [Test]
    public async Task A_refresh_runs_where_a_sampler_drops_every_activity()
    {
        using var source = new ActivitySource(nameof(RefreshContextTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.None,
            SampleUsingParentId = static (ref ActivityCreationOptions<string> _) => ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        await DueAsync();
        Assert.That(await RefreshAsync(() => source.StartActivity("refresh")), Is.Null);
        await UntilAsync("refreshed", _early);
    }

    [Test]
    public async Task A_refresh_that_has_ended_keeps_no_state_of_its_caller()
    {
        await DueAsync();
        WeakReference carried = await CarryAsync();
        await UntilAsync("refreshed", _early);
        await ExpectCollectedAsync(carried);
    }

    [Test]
    public async Task A_chain_of_refreshes_keeps_no_state_of_earlier_ones()
    {
        var flights = new WeakReference[Length];
        var end = new TaskCompletionSource();
        await BeginAsync(0);
        await Poll.UntilAsync(() => flights[^1] is not null);

        // The last one is still under way, and was begun by the one before.
        await ExpectCollectedAsync(flights[..^2]);
        Assert.That(flights[^1].IsAlive);
        end.SetResult();

        // Each begins the next one, and ends before it.
        async Task BeginAsync(int number)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Cache.SetAsync($"{number}", "old", _early);
            Clock.Advance(40 * Second);
            await Cache.GetOrCreateAsync($"{number}", async _ =>
            {
                flights[number] = Current();
                begun.SetResult();
                await (number == Length - 1 ? end.Task : BeginAsync(number + 1));
                return "refreshed";
            }, _early);
            await begun.Task.Soon();
        }
    }

    [Test]
    public async Task A_chain_of_computations_in_one_flow_keeps_no_state_of_earlier_ones()
    {
        var flights = new WeakReference[Length];
        var end = new TaskCompletionSource();
        _ = FollowAsync(0);
        await Poll.UntilAsync(() => flights[^1] is not null);
        await ExpectCollectedAsync(flights[..^2]);
        Assert.That(flights[^1].IsAlive);
        end.SetResult();

        // Each begins the next one in its own flow, where that goes on when it has ended.
        async Task FollowAsync(int number)
        {
            await (Flight.Current is { } before ? before.Ended : Task.CompletedTask);
            await Cache.GetOrCreateAsync($"{number}", async token =>
            {
                flights[number] = Current();
                if (number == Length - 1)
                    await end.Task;
                else
                    _ = FollowAsync(number + 1);
                return "value";
            });
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Current() => new(Flight.Current);

    private static Task ExpectCollectedAsync(params WeakReference[] references) => Poll.UntilAsync(() =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Array.TrueForAll(references, reference => !reference.IsAlive);
    });

    private async Task DueAsync()
    {
        await GetAsync(_early);
        Clock.Advance(40 * Second);
    }

    private async Task<T> RefreshAsync<T>(Func<T> look)
    {
        var seen = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isServed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string served = await Cache.GetOrCreateAsync("key", async _ =>
        {
            seen.SetResult(look());
            await isServed.Task;
            return "refreshed";
        }, _early);
        isServed.SetResult();
        Assert.That(served, Is.EqualTo("value 1"));
        return await seen.Task.Soon();
    }

    // In a context that ends with the method.
    private async Task<WeakReference> CarryAsync()
    {
        _tenant.Value = new object();
        await RefreshAsync(() => true);
        return new WeakReference(_tenant.Value);
    }
}
