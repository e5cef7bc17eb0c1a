using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Flights;

/// <summary>Joining a computation, cancelling it, and leaving it.</summary>
[TestFixture]
internal sealed class ResultFlightTests : IDisposable
{
    private const string Key = "app::key";

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _memory = new();
    private readonly Cache _cache;
    private readonly EntrySettings _settings;

    public ResultFlightTests()
    {
        _cache = new Cache(_memory, "app", new CacheOptions { TimeProvider = _clock });
        _settings = _cache.SettingsOf(null);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    [Test]
    public async Task A_caller_whose_patience_ends_leaves_and_the_computation_goes_on_without_anyone()
    {
        ResultFlight<int> flight = Lead();
        Task<int> waiting = flight.WaitAsync(_second, _clock, CancellationToken.None).AsTask();
        _clock.Advance(_second);
        Assert.That(Assert.ThrowsAsync<TimeoutException>(() => waiting)!.Message, Does.Contain("00:00:01"));
        Assert.That(flight.Abandoned.IsCancellationRequested, Is.False);

        flight.Complete(7);
        Assert.That(await flight.WaitAsync(CancellationToken.None), Is.EqualTo(7));
    }

    [Test]
    public async Task A_patience_longer_than_any_timer_is_no_limit()
    {
        ResultFlight<int> flight = Lead();
        Task<int> waiting = flight.WaitAsync(TimeSpan.FromDays(365), _clock, CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromDays(364));
        Assert.That(waiting.IsCompleted, Is.False);

        flight.Complete(7);
        Assert.That(await waiting, Is.EqualTo(7));
    }

    [Test]
    public async Task The_last_caller_to_leave_cancels_the_computation_and_the_next_one_begins_another()
    {
        ResultFlight<int> flight = Lead();
        using var leave = new CancellationTokenSource();
        Task<int> waiting = flight.WaitAsync(null, _clock, leave.Token).AsTask();
        ResultFlight<int>? joined = Join(out bool leads);
        Assert.That((joined, leads), Is.EqualTo((flight, false)));
        using var leaveToo = new CancellationTokenSource();
        Task<int> other = flight.WaitAsync(null, _clock, leaveToo.Token).AsTask();

        await leave.CancelAsync();
        Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        Assert.That(flight.Abandoned.IsCancellationRequested, Is.False);

        await leaveToo.CancelAsync();
        Assert.ThrowsAsync<TaskCanceledException>(() => other);
        Assert.That(() => flight.Abandoned.IsCancellationRequested, Is.True.After(60_000, 1));
        Assert.That(flight.TryJoin(isNeeded: true), Is.False);
        Assert.That(_cache.Engine.Flights.All(), Is.Empty);
        Assert.That(Join(out leads), Is.Not.SameAs(flight));
        Assert.That(leads);
    }

    [Test]
    public async Task A_result_that_is_being_written_is_not_abandoned()
    {
        ResultFlight<int> flight = Lead();
        flight.TryBeginWrite();
        using var leave = new CancellationTokenSource();
        Task<int> waiting = flight.WaitAsync(null, _clock, leave.Token).AsTask();
        await leave.CancelAsync();
        Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        Assert.That(flight.TryJoin(isNeeded: true));
        Assert.That(flight.Abandoned.IsCancellationRequested, Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_computation_in_the_background_is_cancelled_only_once_a_caller_has_needed_it(bool isNeeded)
    {
        ResultFlight<int> flight = Lead();
        flight.ContinueInBackground();
        Assert.That(flight.TryJoin(isNeeded));
        await LeaveAsync(flight);
        Assert.That(flight.TryJoin(isNeeded: true), Is.EqualTo(!isNeeded));
    }

    [Test]
    public async Task A_computation_that_cannot_be_stopped_goes_on_when_the_last_caller_leaves()
    {
        ResultFlight<int> flight = Lead();
        Assert.That(flight.TrySetCancelWhen(CancelWhen.Never));
        await LeaveAsync(flight);
        Assert.That((flight.TryJoin(isNeeded: true), flight.Abandoned.IsCancellationRequested), Is.EqualTo((true, false)));
    }

    [TestCase(CancelWhen.Never)]
    [TestCase(CancelWhen.NoWaitersOnceNeeded)]
    public async Task A_computation_that_heeds_its_token_is_cancelled_when_the_last_caller_leaves(CancelWhen before)
    {
        ResultFlight<int> flight = Lead();
        Assert.That(flight.TrySetCancelWhen(before));
        Assert.That(flight.TryCancelWhenNoWaiters());
        await LeaveAsync(flight);
        Assert.That(flight.TryJoin(isNeeded: true), Is.False);
    }

    [Test]
    public async Task A_computation_that_heeds_its_token_after_all_callers_have_left_goes_on()
    {
        ResultFlight<int> flight = Lead();
        flight.ContinueInBackground();
        Assert.That(flight.TryCancelWhenNoWaiters(), Is.False);
        Assert.That(flight.TryJoin(isNeeded: false));
        await LeaveAsync(flight);
        Assert.That(flight.TryJoin(isNeeded: false));
    }

    [Test]
    public void A_failure_that_no_caller_receives_is_no_unobserved_exception()
    {
        var unobserved = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.AddRange(e.Exception.InnerExceptions);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            Exception failure = Fail();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(unobserved, Has.None.SameAs(failure));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        Exception Fail()
        {
            ResultFlight<int> flight = Lead();
            var failure = new InvalidOperationException();
            Assert.That(flight.Ended.IsCompleted, Is.False);
            flight.Fail(failure);
            return failure;
        }
    }

    [Test]
    public async Task A_failure_is_of_the_leader_only_where_it_is_how_the_flight_ended()
    {
        ResultFlight<int> flight = Lead();
        var failure = new InvalidOperationException();
        flight.Fail(failure, LeaderLoss.Certain);
        Assert.That(flight.LeaderLossIn(failure), Is.EqualTo(LeaderLoss.Certain));
        Assert.That(flight.LeaderLossIn(new InvalidOperationException()), Is.EqualTo(LeaderLoss.None));
        flight.Complete(7);
        Assert.That(Assert.ThrowsAsync<InvalidOperationException>(() => flight.WaitAsync(CancellationToken.None).AsTask()), Is.SameAs(failure));
        await Task.CompletedTask;
    }

    [Test]
    public void Only_the_flights_that_a_condition_selects_are_detached()
    {
        ResultFlight<int> flight = Lead();
        ResultFlight<int> other = _cache.Engine.Flights.Lead<int>("app::other", _settings)!;
        _cache.Engine.Flights.DetachWhere(Key, static (key, _, meant) => key == meant);
        Assert.That(flight.TryBeginWrite(), Is.False);
        Assert.That(other.TryBeginWrite());
        Assert.That(Join(out bool leads), Is.Not.SameAs(flight));
        Assert.That(leads);
    }

    private async Task LeaveAsync(ResultFlight<int> flight)
    {
        using var leave = new CancellationTokenSource();
        Task<int> waiting = flight.WaitAsync(null, _clock, leave.Token).AsTask();
        await leave.CancelAsync();
        Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
    }

    private ResultFlight<int> Lead() => _cache.Engine.Flights.Lead<int>(Key, _settings)!;

    private ResultFlight<int>? Join(out bool leads) => _cache.Engine.Flights.Join<int>(Key, _settings, cancellable: true, isNeeded: true, out leads);
}
