using CacheKit.Hybrid.Tests.Fakes;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class ConcurrencyTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private readonly TaskCompletionSource<string> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CancellationToken> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    [Test]
    public async Task Concurrent_callers_share_one_run_of_the_factory()
    {
        Task<string>[] callers = [.. Enumerable.Range(0, 100).Select(_ => CallAsync())];
        await Soon(_started.Task);
        _source.SetResult("value");

        Assert.That(await Soon(Task.WhenAll(callers)), Is.All.EqualTo("value"));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Callers_of_other_keys_do_not_wait()
    {
        Task<string> waiting = CallAsync();

        Assert.That(await Soon(GetAsync(Cache, "other")), Is.EqualTo("computed"));
        _source.SetResult("value");
        await Soon(waiting);
    }

    [Test]
    public async Task The_exception_of_the_factory_reaches_every_caller()
    {
        Task<string>[] callers = [.. Enumerable.Range(0, 3).Select(_ => CallAsync())];
        await Soon(_started.Task);
        _source.SetException(new FormatException("failed"));

        foreach (Task<string> caller in callers)
            Assert.That(async () => await Soon(caller), Throws.TypeOf<FormatException>().With.Message.EqualTo("failed"));
    }

    [Test]
    public async Task After_an_exception_the_next_caller_computes()
    {
        Assert.That(
            async () => await Cache.GetOrCreateAsync<string>("key", _ => throw new FormatException("failed")),
            Throws.TypeOf<FormatException>());

        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo("computed"));
    }

    [Test]
    public async Task A_cancelled_caller_leaves_alone()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> leaving = CallAsync(cancellation.Token);
        await Soon(_started.Task);
        using var other = new CancellationTokenSource();
        Task<string> staying = CallAsync(other.Token);
        await cancellation.CancelAsync();

        Assert.That(async () => await Soon(leaving), Throws.InstanceOf<OperationCanceledException>());
        _source.SetResult("value");
        Assert.That(await Soon(staying), Is.EqualTo("value"));

        // A caller that still reads the shared store waits for nobody yet.
        if (!TSetup.HasSharedStore)
            Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task The_factory_is_cancelled_when_no_caller_waits()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string>[] callers = [CallAsync(cancellation.Token), CallAsync(cancellation.Token)];
        CancellationToken token = await Soon(_started.Task);
        Assert.That(token.IsCancellationRequested, Is.False);
        var cancelled = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
        await cancellation.CancelAsync();

        await Soon(cancelled.Task);
        foreach (Task<string> caller in callers)
            Assert.That(async () => await Soon(caller), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_call_that_is_cancelled_already_fails_even_if_there_is_a_value()
    {
        await Cache.SetAsync("key", "value");

        Assert.That(
            async () => await Cache.GetOrCreateAsync("key", _ => new ValueTask<string>(""), cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_later_caller_gets_the_value_without_waiting()
    {
        await GetAsync(Cache, "key", "value");
        ValueTask<string> hit = GetAsync(Cache, "key");

        Assert.That(hit.IsCompletedSuccessfully, Is.True);
        Assert.That(await hit, Is.EqualTo("value"));
    }

    private Task<string> CallAsync(CancellationToken cancellationToken = default) =>
        Cache.GetOrCreateAsync("key", ComputeAsync, cancellationToken: cancellationToken).AsTask();

    private async ValueTask<string> ComputeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        _started.TrySetResult(cancellationToken);
        return await _source.Task.WaitAsync(cancellationToken);
    }
}
