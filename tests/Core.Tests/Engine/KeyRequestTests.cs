using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>How one caller gets a value that is missing or not fresh: on which thread it is computed, and for whom its wait is measured.</summary>
internal sealed class KeyRequestTests() : StaleFixture(StoreKind.Memory)
{
    [TestCase(LeaderLoss.None, 0, false)]
    [TestCase(LeaderLoss.Suspected, 0, true)]
    [TestCase(LeaderLoss.Suspected, 1, false)]
    [TestCase(LeaderLoss.Certain, 0, true)]
    [TestCase(LeaderLoss.Certain, 1, true)]
    public void A_caller_retries_after_the_loss_of_its_leader_and_once_if_that_is_only_suspected(LeaderLoss loss, int lostLeaders, bool expected) =>
        Assert.That(KeyRequest<int, int>.ShouldRetry(loss, lostLeaders), Is.EqualTo(expected));

    [Test]
    public async Task The_wait_of_a_caller_for_the_computation_of_another_is_measured()
    {
        using var waits = new HistogramReading("cachekit.flight.wait.duration");
        Gate gate = Source.Gate = new Gate();
        Task<string> leader = GetAsync(new CacheEntryOptions());
        await gate.Reached.Soon();
        Clock.Advance(Second);
        Task<string> follower = GetAsync(new CacheEntryOptions());
        Clock.Advance(2 * Second);
        gate.Open();
        await Task.WhenAll(leader, follower).Soon();
        Assert.That(waits.Measurements.Select(measured => measured.Seconds), Is.EqualTo(new[] { 2.0 }));
    }

    [Test]
    public async Task A_call_that_cannot_run_without_its_caller_says_so_when_its_caller_would_leave()
    {
        CacheEntryOptions options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = Second });
        var state = new CallState(Source.RunAsync) { NeedsCaller = true };
        using IDisposable observing = Cache.Engine.RecentCalls.Observe();
        Task<string> CallAsync() => Cache.Engine.GetOrCreateAsync(
            "app::key", state, static (state, token) => state.Function(token), Cache.SettingsOf(options), CancellationToken.None).AsTask();
        await CallAsync();
        Assert.That(state.Warnings, Is.Zero);

        Clock.Advance(Minute);
        Gate gate = Source.Gate = new Gate();
        Task<string> waiting = CallAsync();
        Assert.That(state.Warnings, Is.EqualTo(1));
        await gate.Reached.Soon();
        Clock.Advance(Second);
        gate.Open();
        Assert.That(await waiting.Soon(), Is.EqualTo("value 2"), "It stays until the end.");
    }

    [Test]
    public async Task The_scope_of_a_computation_that_its_caller_may_leave_is_disposed_after_it()
    {
        CacheEntryOptions options = Options(new StaleOptions { HardTimeout = Second });
        var scope = new Scope();
        await Cache.Engine.GetOrCreateAsync(
            "app::key", new CallState(Source.RunAsync, scope), static (state, token) => state.Function(token), Cache.SettingsOf(options),
            CancellationToken.None).Soon();
        await scope.Disposed.Soon();
    }

    [Test]
    public async Task A_synchronous_caller_waits_no_longer_than_its_soft_timeout()
    {
        CacheEntryOptions options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = Second });
        await GetAsync(options);
        Clock.Advance(Minute);
        Source.Gate = new Gate();
        Task<string> call = Task.Run(() =>
        {
            using (SynchronousCaller.Enter())
                return SynchronousCaller.ResultOf(Cache.GetOrCreateAsync("key", Source.RunAsync, options));
        });
        Assert.That(await Clock.PassUntilAsync(call, atMost: Second), Is.EqualTo("value 1"));
        Source.Gate.Open();
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task A_value_that_a_synchronous_caller_waits_for_is_computed_outside_of_the_thread_pool(int softTimeout, bool isInPool)
    {
        CacheEntryOptions options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = softTimeout * Second });
        await GetAsync(options);
        Clock.Advance(Minute);
        var computed = new TaskCompletionSource<bool>();
        using (SynchronousCaller.Enter())
        {
            ValueTask<string> call = Cache.GetOrCreateAsync(
                "key",
                _ =>
                {
                    computed.SetResult(Thread.CurrentThread.IsThreadPoolThread);
                    return ValueTask.FromResult("new");
                },
                options);
            Assert.That(SynchronousCaller.ResultOf(call), Is.AnyOf("new", "value 1"));
        }

        Assert.That(await computed.Task.Soon(), Is.EqualTo(isInPool));
    }

    private sealed class Scope : IAsyncDisposable
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public ValueTask DisposeAsync()
        {
            _disposed.SetResult();
            return default;
        }
    }
}
