using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class LeavingCallerTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _second = new();
    private readonly Gate _gate = new();
    private readonly TaskCompletionSource _factoryCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    [Test]
    public async Task A_follower_that_is_cancelled_leaves()
    {
        _ = CallAsync(_first.Token);
        Task<string> follower = CallAsync(_second.Token);
        await _second.CancelAsync();
        ExpectCancelled(follower, _second.Token);
    }

    [Test]
    public async Task The_leader_does_not_notice_a_follower_that_leaves()
    {
        Task<string> leader = CallAsync(_first.Token);
        _ = CallAsync(_second.Token);
        await _second.CancelAsync();
        _gate.Open();
        Assert.That(await leader.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_leader_that_is_cancelled_leaves()
    {
        Task<string> leader = CallAsync(_first.Token);
        _ = CallAsync(_second.Token);
        await _first.CancelAsync();
        ExpectCancelled(leader, _first.Token);
    }

    [Test]
    public async Task A_follower_does_not_notice_that_the_leader_leaves()
    {
        _ = CallAsync(_first.Token);
        Task<string> follower = CallAsync(_second.Token);
        await _first.CancelAsync();
        _gate.Open();
        Assert.That(await follower.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_callback_that_the_factory_registers_does_not_throw_at_the_last_caller_to_leave()
    {
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> call = Cache.GetOrCreateAsync("other", async token =>
        {
            token.Register(() => throw new InvalidOperationException("The callback fails."));
            registered.SetResult();
            await _gate.PassAsync(CancellationToken.None);
            return "value";
        }, cancellationToken: _first.Token).AsTask();
        await registered.Task.Soon();

        await _first.CancelAsync();
        ExpectCancelled(call, _first.Token);
    }

    [Test]
    public async Task The_result_is_stored_although_the_leader_has_left()
    {
        _ = CallAsync(_first.Token);
        Task<string> follower = CallAsync(_second.Token);
        await _first.CancelAsync();
        _gate.Open();
        await follower.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value 1"));
    }

    [Test]
    public async Task The_factory_goes_on_while_any_caller_waits()
    {
        Task<string> leader = CallAsync(_first.Token);
        _ = CallAsync(_second.Token);
        await _first.CancelAsync();
        ExpectCancelled(leader, _first.Token);
        Assert.That(_factoryCancelled.Task.IsCompleted, Is.False);
    }

    [Test]
    public async Task The_factory_goes_on_while_a_caller_without_a_token_waits()
    {
        _ = CallAsync(_first.Token);
        Task<string> patient = CallAsync(CancellationToken.None);
        await _first.CancelAsync();
        _gate.Open();
        Assert.That(await patient.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task The_factory_is_cancelled_when_no_caller_waits_any_more()
    {
        _ = CallAsync(_first.Token);
        _ = CallAsync(_second.Token);
        await _first.CancelAsync();
        await _second.CancelAsync();
        await _factoryCancelled.Task.Soon();
    }

    [Test]
    public async Task The_result_of_a_cancelled_factory_is_not_stored()
    {
        Task<string> leader = CallAsync(_first.Token);
        await _first.CancelAsync();
        ExpectCancelled(leader, _first.Token);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public void A_caller_that_is_cancelled_already_runs_no_factory()
    {
        Assert.That(async () => await CallAsync(new CancellationToken(true)).Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public void A_caller_that_is_cancelled_already_runs_no_factory_though_the_store_is_down()
    {
        (Backend as RecordingBackend)?.Fail();
        Assert.That(async () => await CallAsync(new CancellationToken(true)).Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    public async Task A_caller_that_is_cancelled_already_joins_no_flight()
    {
        Task<string> leader = CallAsync(_first.Token);
        Assert.That(async () => await CallAsync(new CancellationToken(true)).Soon(), Throws.InstanceOf<OperationCanceledException>());
        _gate.Open();
        Assert.That(await leader.Soon(), Is.EqualTo("value 1"));
    }

    private Task<string> CallAsync(CancellationToken cancellationToken) => Cache.GetOrCreateAsync("key", async token =>
    {
        token.Register(_factoryCancelled.SetResult);
        int run = Interlocked.Increment(ref _runs);
        await _gate.PassAsync(token);
        return $"value {run}";
    }, null, cancellationToken).AsTask();

    private static void ExpectCancelled(Task<string> call, CancellationToken cancellationToken) =>
        Assert.That(
            async () => await call.Soon(),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellationToken));
}
