using CacheKit.Conformance;
using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Concurrent calls, failed calls, and calls that no caller waits for any more.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class FlightTests(bool isRemote) : WovenFixture(isRemote)
{
    [Test]
    public async Task A_thousand_calls_at_once_run_a_function_once()
    {
        var gated = new Gated();
        Task<int>[] calls = [.. Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => gated.LoadAsync(7)))];
        await Soon(gated.Started);
        gated.Open();
        Assert.That(await Soon(Task.WhenAll(calls)), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Threads_that_call_a_synchronous_function_at_once_run_it_once()
    {
        var gated = new Gated();
        Task<int>[] calls = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => gated.Load(7), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Soon(gated.Started);
        gated.Open();
        Assert.That(await Soon(Task.WhenAll(calls)), Is.All.EqualTo(1));
    }

    [Test]
    public void A_synchronous_function_runs_on_the_thread_of_its_caller() =>
        Assert.That(new Gated().ThreadOf(7), Is.EqualTo(Environment.CurrentManagedThreadId));

    [Test]
    public void An_exception_reaches_the_caller_and_nothing_is_cached()
    {
        var gated = new Gated();
        Assert.That(() => gated.FailAsync(7), Throws.InvalidOperationException.With.Message.EqualTo("1"));
        Assert.That(() => gated.FailAsync(7), Throws.InvalidOperationException.With.Message.EqualTo("2"));
        Assert.That(() => gated.Fail(7), Throws.InvalidOperationException.With.Message.EqualTo("3"));
        Assert.That(() => gated.Fail(7), Throws.InvalidOperationException.With.Message.EqualTo("4"));
    }

    [Test]
    public void A_synchronous_function_heeds_its_token()
    {
        using var source = new CancellationTokenSource();
        Assert.That(() => new Gated().LoadUntil(7, source, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Only_the_cancelled_caller_leaves()
    {
        var gated = new Gated();
        using var source = new CancellationTokenSource();
        Task<int> one = gated.LoadAsync(7, source.Token);
        Task<int> other = gated.LoadAsync(7);
        await Soon(gated.Started);
        await source.CancelAsync();
        Assert.That(() => Soon(one), Throws.InstanceOf<OperationCanceledException>());

        gated.Open();
        Assert.That(await Soon(other), Is.Positive);
    }

    [Test]
    public async Task A_function_without_waiting_callers_is_cancelled()
    {
        var gated = new Gated();
        using var source = new CancellationTokenSource();
        Task<int> call = gated.LoadAsync(7, source.Token);
        await Soon(gated.Started);
        await source.CancelAsync();
        Assert.That(() => Soon(call), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Soon(gated.Cancelled), Is.True);
    }

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Poll.Patience);

    private static Task Soon(Task task) => task.WaitAsync(Poll.Patience);
}
