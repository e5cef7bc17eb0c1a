using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A refresh in the background that never ends and ignores its token does not block its key.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class HungRefreshTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly StaleOptions _early = new() { EagerRefreshThreshold = 0.5 };
    private static readonly StaleOptions _atOnce = new() { Grace = 5 * Minute, SoftTimeout = TimeSpan.Zero };
    private static readonly StaleOptions _soft = new() { Grace = 10 * Minute, SoftTimeout = Second };
    private static readonly StaleOptions _hard = new() { HardTimeout = Second };

    private readonly TaskCompletionSource<string> _hung = new();
    private readonly TaskCompletionSource<CancellationToken> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task The_entry_is_served_until_it_expires()
    {
        CacheEntryOptions options = await HangAsync(_early, after: 40 * Second);
        for (int i = 0; i < 3; i++)
            Assert.That(await GetAsync(options).Soon(), Is.EqualTo("value 1"));
        Assert.That(Source.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task After_all_waiting_callers_have_left_the_next_caller_computes_anew()
    {
        CacheEntryOptions options = await HangAsync(_early, after: 40 * Second);
        Clock.Advance(Minute);
        await LeaveAsync(options, callers: 3);
        Assert.That((await _begun.Task).IsCancellationRequested);
        Assert.That(await GetAsync(options).Soon(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task While_a_caller_waits_for_the_refresh_no_other_caller_computes()
    {
        CacheEntryOptions options = await HangAsync(_early, after: 40 * Second);
        Clock.Advance(Minute);
        Task<string> waiting = GetAsync(options);
        await LeaveAsync(options, callers: 2);
        Assert.That((await _begun.Task).IsCancellationRequested, Is.False);
        await _hung.EndAsync("late");
        Assert.That(await waiting.Soon(), Is.EqualTo("late"));
        Assert.That(Source.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_late_result_of_the_refresh_does_not_replace_a_newer_value()
    {
        CacheEntryOptions options = await HangAsync(_early, after: 40 * Second);
        Clock.Advance(Minute);
        await LeaveAsync(options, callers: 1);
        await GetAsync(options);
        await _hung.EndAsync("late");
        Assert.That(await GetAsync(options).Soon(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task After_all_have_left_the_next_caller_computes_anew_also_where_stale_values_were_served()
    {
        CacheEntryOptions options = await HangAsync(_atOnce, after: 2 * Minute);
        Clock.Advance(5 * Minute);
        await LeaveAsync(options, callers: 2);
        Assert.That(await GetAsync(options).Soon(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_caller_that_leaves_while_there_is_a_stale_value_does_not_cancel_the_refresh()
    {
        await GetAsync(Options(_soft));
        Clock.Advance(2 * Minute);
        Task<string> first = HangAsync(Options(_soft));
        await _begun.Task.Soon();
        Clock.Advance(Second);
        Assert.That(await first.Soon(), Is.EqualTo("value 1"));

        await LeaveAsync(Options(_soft), callers: 1);
        Assert.That((await _begun.Task).IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task A_computation_goes_on_for_the_next_caller_after_the_hard_timeout_of_the_first()
    {
        Task<string> first = HangAsync(Options(_hard));
        await _begun.Task.Soon();
        Clock.Advance(Second);
        Assert.That(() => first.Soon(), Throws.TypeOf<TimeoutException>());

        Task<string> second = GetAsync(Options(_hard));
        await _hung.EndAsync("late");
        Assert.That(await second.Soon(), Is.EqualTo("late"));
        Assert.That(Source.Runs, Is.Zero);
    }

    [Test]
    public async Task After_the_background_timeout_the_next_caller_cancels_the_refresh_and_computes_anew()
    {
        Task<string> first = HangAsync(Options(_hard));
        await _begun.Task.Soon();
        Clock.Advance(Second);
        Assert.That(() => first.Soon(), Throws.TypeOf<TimeoutException>());

        Clock.Advance(10 * Minute);
        Assert.That(await GetAsync(Options(_hard)).Soon(), Is.EqualTo("value 1"));
        Assert.That((await _begun.Task).IsCancellationRequested);
        Assert.That(
            Loggers.At(LogLevel.Warning).Count(message => message.Contains("A background computation exceeded", StringComparison.Ordinal)),
            Is.EqualTo(1));
    }

    [Test]
    public void A_flight_that_was_just_cancelled_cannot_be_joined()
    {
        var flight = Cache.Engine.Flights.Lead<string>("key", Cache.SettingsOf(null))!;
        flight.ContinueInBackground();
        Assert.That(flight.TryAbandon(TimeSpan.Zero), Is.True);
        Assert.That((flight.TryJoin(isNeeded: true), flight.TrySetCancelWhen(CancelWhen.NoWaitersOnceNeeded)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task After_the_background_timeout_a_refresh_is_tried_again_while_the_entry_is_served()
    {
        CacheEntryOptions options = await HangAsync(_atOnce with { BackgroundTimeout = Minute }, after: 2 * Minute);
        Clock.Advance(Minute - Second);
        await GetAsync(options);
        Assert.That(Source.Runs, Is.EqualTo(1));

        Clock.Advance(Second);
        Assert.That(await GetAsync(options).Soon(), Is.EqualTo("value 1"));
        await UntilAsync("value 2", options);
    }

    [Test]
    public async Task The_lease_of_the_hung_refresh_does_not_keep_other_callers_waiting()
    {
        if (Kind == StoreKind.Remote)
            Assert.Pass("A store that can't replace has no leases.");

        CacheEntryOptions options = await HangAsync(_early, after: 40 * Second, lease: Minute);
        Clock.Advance(Minute);
        await LeaveAsync(options, callers: 1);
        Task<string> next = GetAsync(options);

        // Less than the lease, which the hung refresh would go on renewing.
        Assert.That(await Clock.PassUntilAsync(next, atMost: Minute - Second), Is.EqualTo("value 2"));
    }

    // An entry whose refresh hangs.
    private async Task<CacheEntryOptions> HangAsync(StaleOptions stale, TimeSpan after, TimeSpan? lease = null)
    {
        CacheEntryOptions options = Options(stale) with { Lease = lease };
        await GetAsync(options);
        Clock.Advance(after);
        Assert.That(await HangAsync(options).Soon(), Is.EqualTo("value 1"));
        await _begun.Task.Soon();
        return options;
    }

    private Task<string> HangAsync(CacheEntryOptions options) => Cache.GetOrCreateAsync("key", token =>
    {
        _begun.TrySetResult(token);
        return new ValueTask<string>(_hung.Task);
    }, options).AsTask();

    // Callers that wait for the refresh, and are cancelled.
    private async Task LeaveAsync(CacheEntryOptions options, int callers)
    {
        using var cancellation = new CancellationTokenSource();
        Task<string>[] waiting = [.. Enumerable.Range(0, callers).Select(_ => GetAsync(options, cancellation.Token))];
        Assert.That(waiting.Select(call => call.IsCompleted), Is.All.False);
        await cancellation.CancelAsync();
        foreach (Task<string> call in waiting)
            Assert.That(() => call.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }
}
