using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>A caller starts a computation and leaves; what its factory used is disposed, and the factory fails while others wait for it.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class DepartedLeaderTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _hard = new() { Stale = new StaleOptions { HardTimeout = TimeSpan.FromSeconds(1) } };

    private readonly CancellationTokenSource _leaving = new();
    private readonly Gate _gate = new();
    private int _runs;

    private static IEnumerable<Exception> Failures =>
    [
        new ObjectDisposedException("context"),
        new OperationCanceledException("the request was aborted"),
        new InvalidOperationException("A second operation was started on this context instance."),
        new ArgumentException("of the wrong scope"),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task A_waiter_computes_its_own_value_when_the_leader_has_left_and_its_factory_fails(Exception failure)
    {
        Task<string> leader = LeadAsync(failure, _leaving.Token);
        Task<string> waiter = CallAsync("own");
        await _leaving.CancelAsync();
        _gate.Open();
        Assert.That(async () => await leader.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await waiter.Soon(), Is.EqualTo("own"));
    }

    [TestCaseSource(nameof(Failures))]
    public async Task The_value_of_the_waiter_is_stored(Exception failure)
    {
        _ = LeadAsync(failure, _leaving.Token);
        Task<string> waiter = CallAsync("own");
        await _leaving.CancelAsync();
        _gate.Open();
        await waiter.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("own"));
    }

    [Test]
    public async Task One_of_many_waiters_computes_for_all()
    {
        _ = LeadAsync(new ObjectDisposedException("context"), _leaving.Token);
        var second = new Gate();
        Task<string>[] waiters = [.. Enumerable.Range(0, 20).Select(_ => CallAsync("own", second))];
        await _leaving.CancelAsync();
        _gate.Open();
        await second.Reached.Soon();
        second.Open();
        Assert.That(await Task.WhenAll(waiters).Soon(), Is.All.EqualTo("own"));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_leader_whose_await_was_abandoned_counts_as_gone_when_its_objects_are_disposed()
    {
        _ = LeadAsync(new ObjectDisposedException("context"), CancellationToken.None);
        Task<string> waiter = CallAsync("own");
        _gate.Open();
        Assert.That(await waiter.Soon(), Is.EqualTo("own"));
    }

    [Test]
    public async Task A_leader_whose_factory_fails_because_of_a_disposed_object_counts_as_gone()
    {
        _ = LeadAsync(new InvalidOperationException("of a query", new ObjectDisposedException("context")), CancellationToken.None);
        Task<string> waiter = CallAsync("own");
        _gate.Open();
        Assert.That(await waiter.Soon(), Is.EqualTo("own"));
    }

    [Test]
    public async Task A_token_that_only_the_factory_of_the_leader_knows_cancels_the_leader_alone()
    {
        Task<string> leader = Cache.GetOrCreateAsync<string>("key", async _ =>
        {
            await _gate.PassAsync(_leaving.Token);
            return "never";
        }).AsTask();
        Task<string> waiter = CallAsync("own");
        await _leaving.CancelAsync();
        Assert.That(async () => await leader.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await waiter.Soon(), Is.EqualTo("own"));
    }

    [Test]
    public async Task A_leader_that_left_by_a_timeout_counts_as_gone()
    {
        Task<string> leader = LeadAsync(new InvalidOperationException("second operation"), CancellationToken.None, _hard);
        await _gate.Reached.Soon();
        Task<string> waiter = CallAsync("own");
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(async () => await leader.Soon(), Throws.TypeOf<TimeoutException>());
        _gate.Open();
        Assert.That(await waiter.Soon(), Is.EqualTo("own"));
    }

    [Test]
    public async Task A_waiter_is_not_held_longer_than_its_own_timeout_by_a_leader_that_left()
    {
        _ = LeadAsync(new ObjectDisposedException("context"), _leaving.Token);
        await _gate.Reached.Soon();
        var second = new Gate();
        Task<string> waiter = CallAsync("late", second, _hard);
        Clock.Advance(TimeSpan.FromSeconds(0.6));
        await _leaving.CancelAsync();
        _gate.Open();
        await second.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(0.4));
        Assert.That(async () => await waiter.Soon(), Throws.TypeOf<TimeoutException>());
        second.Open();
    }

    [Test]
    public async Task A_waiter_has_the_rest_of_its_timeout_after_a_leader_that_left()
    {
        _ = LeadAsync(new ObjectDisposedException("context"), _leaving.Token);
        await _gate.Reached.Soon();
        var second = new Gate();
        Task<string> waiter = CallAsync("in time", second, _hard);
        Clock.Advance(TimeSpan.FromSeconds(0.6));
        await _leaving.CancelAsync();
        _gate.Open();
        await second.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(0.3));
        second.Open();
        Assert.That(await waiter.Soon(), Is.EqualTo("in time"));
    }

    [Test]
    public async Task A_waiter_that_is_cancelled_too_computes_nothing()
    {
        using var own = new CancellationTokenSource();
        _ = LeadAsync(new ObjectDisposedException("context"), _leaving.Token);
        Task<string> waiter = CallAsync("own", cancellationToken: own.Token);
        await own.CancelAsync();
        await _leaving.CancelAsync();
        _gate.Open();
        Assert.That(async () => await waiter.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public async Task Callers_that_come_and_go_do_not_starve_one_that_stays()
    {
        // Each of them leads a flight that the one who stays might wait for, leaves, and fails.
        _ = LeadAsync(new ObjectDisposedException("context"), _leaving.Token);
        Task<string> staying = CallAsync("own");
        int lost = 0;
        await _leaving.CancelAsync();
        _gate.Open();
        while (!staying.IsCompleted && lost < 40)
        {
            using var leaving = new CancellationTokenSource();
            var gate = new Gate();
            Task<string> next = LeadAsync(new ObjectDisposedException("context"), leaving.Token, gate: gate);
            await leaving.CancelAsync();
            gate.Open();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lost++;
        }

        Assert.That(await staying.Soon(), Is.EqualTo("own"));
    }

    [Test]
    public async Task After_two_leaders_that_left_a_waiter_computes_beside_a_third()
    {
        ResultFlight<ComputedValue<string>> leader = await TakeOverAsync();
        Task<string> staying = CallAsync("own");
        for (int lost = 0; lost < 2; lost++)
        {
            await Poll.UntilAsync(() => leader.Waiters == 2);
            ResultFlight<ComputedValue<string>> next = await TakeOverAsync();
            leader.Fail(new ObjectDisposedException("context"), LeaderLoss.Certain);
            leader = next;
        }

        Assert.That(await staying.Soon(), Is.EqualTo("own"));
        Assert.That((leader.Waiters, leader.HasEnded), Is.EqualTo((1, false)));

        Task<ResultFlight<ComputedValue<string>>> TakeOverAsync() =>
            Cache.Engine.Flights.TakeOverAsync<ComputedValue<string>>("app::key", Cache.SettingsOf(null), CancellationToken.None).Soon();
    }

    [Test]
    public async Task A_failure_while_the_leader_waits_reaches_all_callers_and_is_computed_once()
    {
        var failure = new InvalidOperationException("genuine");
        Task<string> leader = LeadAsync(failure, _leaving.Token);
        Task<string> waiter = CallAsync("own");
        _gate.Open();
        Assert.That(async () => await leader.Soon(), Throws.Exception.SameAs(failure));
        Assert.That(async () => await waiter.Soon(), Throws.Exception.SameAs(failure));
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public async Task A_timeout_inside_the_factory_reaches_all_callers_like_a_failure()
    {
        var failure = new TaskCanceledException("The request timed out.", new TimeoutException(), new CancellationToken(canceled: true));
        _ = LeadAsync(failure, CancellationToken.None);
        Task<string> waiter = CallAsync("own");
        _gate.Open();
        Assert.That(async () => await waiter.Soon(), Throws.Exception.SameAs(failure));
    }

    [Test]
    public async Task A_failure_after_the_leader_has_left_is_not_remembered()
    {
        var options = new CacheEntryOptions { ExpirationRules = new ExpirationRules { ExceptionExpiration = _ => TimeSpan.FromMinutes(1) } };
        _ = LeadAsync(new InvalidOperationException("of a scope that has ended"), _leaving.Token, options);
        Task<string> waiter = CallAsync("own", options: options);
        await _leaving.CancelAsync();
        _gate.Open();
        await waiter.Soon();
        await Cache.RemoveAsync("key");
        Assert.That(await CallAsync("own", options: options).Soon(), Is.EqualTo("own"));
    }

    private Task<string> LeadAsync(Exception failure, CancellationToken cancellationToken, CacheEntryOptions? options = null, Gate? gate = null) =>
        Cache.GetOrCreateAsync<string>("key", async _ =>
        {
            await (gate ?? _gate).PassAsync(CancellationToken.None);
            throw failure;
        }, options, cancellationToken).AsTask();

    private Task<string> CallAsync(string value, Gate? gate = null, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Cache.GetOrCreateAsync("key", async token =>
        {
            Interlocked.Increment(ref _runs);
            await (gate?.PassAsync(token) ?? Task.CompletedTask);
            return value;
        }, options, cancellationToken).AsTask();
}
