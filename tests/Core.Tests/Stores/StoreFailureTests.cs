using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A store that fails never fails a caller.</summary>
[TestFixture]
internal sealed class StoreFailureTests : CacheFixture
{
    private readonly RecordingBackend _store;
    private int _runs;

    public StoreFailureTests()
        : base(StoreKind.Remote) => _store = (RecordingBackend)Backend;

    [Test]
    public async Task A_read_that_fails_is_a_miss()
    {
        await Cache.SetAsync("key", "value");
        _store.Fail(RecordingBackend.Get);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_value_that_cannot_be_read_is_computed()
    {
        _store.Fail(RecordingBackend.Get);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_value_whose_read_failed_is_computed_and_stored()
    {
        _store.Fail(RecordingBackend.Get);
        await CallAsync();
        Assert.That(_store.Keys, Is.EqualTo(new[] { "app::key" }));
    }

    [Test]
    public async Task A_value_that_cannot_be_stored_is_returned()
    {
        _store.Fail(RecordingBackend.Set);
        Assert.That(await CallAsync(), Is.EqualTo("value 1"));
    }

    [Test]
    public void A_set_that_fails_has_no_effect()
    {
        _store.Fail(RecordingBackend.Set);
        Assert.That(async () => await Cache.SetAsync("key", "value"), Throws.Nothing);
    }

    [Test]
    public void A_set_for_no_time_that_fails_has_no_effect()
    {
        _store.Fail();
        Assert.That(async () => await Cache.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.Zero }), Throws.Nothing);
    }

    [Test]
    public async Task A_remove_that_fails_returns_false()
    {
        await CallAsync();
        _store.Fail(RecordingBackend.Remove);
        Assert.That(await Cache.RemoveAsync("key"), Is.False);
    }

    [Test]
    public async Task A_clear_that_fails_returns_zero()
    {
        await CallAsync();
        _store.Fail(RecordingBackend.Clear);
        Assert.That(await Cache.ClearAsync(), Is.Zero);
    }

    [Test]
    public async Task A_cancellation_by_the_store_itself_is_a_failure()
    {
        _store.Fail(exception: new OperationCanceledException("timed out"));
        using var cancellation = new CancellationTokenSource();
        Assert.That(await CallAsync(cancellation.Token), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_caller_that_leaves_a_hanging_store_is_cancelled()
    {
        _store.HoldNext(RecordingBackend.Get);
        using var cancellation = new CancellationTokenSource();
        Task<string> call = CallAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await call.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_cancelled_caller_is_no_failure_of_the_store()
    {
        _store.HoldNext(RecordingBackend.Get);
        using var cancellation = new CancellationTokenSource();
        Task<string> call = CallAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await call.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Loggers.Entries, Is.Empty);
    }

    [Test]
    public async Task While_the_store_is_down_a_thousand_callers_still_run_the_factory_once()
    {
        _store.Fail();
        var computed = new TaskCompletionSource<string>();
        int runs = 0;
        Task<string>[] calls = [.. Enumerable.Range(0, 1_000).Select(_ => Cache.GetOrCreateAsync("key", _ =>
        {
            runs++;
            return new ValueTask<string>(computed.Task);
        }).AsTask())];
        computed.SetResult("value");
        await Task.WhenAll(calls).Soon();
        Assert.That(runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Caching_resumes_when_the_store_answers_again()
    {
        _store.Fail();
        await CallAsync();
        _store.Recover();
        await CallAsync();
        Assert.That(await CallAsync(), Is.EqualTo("value 2"));
    }

    private Task<string> CallAsync(CancellationToken cancellationToken = default) =>
        Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {++_runs}"), null, cancellationToken).AsTask();
}
