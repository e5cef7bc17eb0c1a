using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class FailingFactoryTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly InvalidOperationException _failure = new("The factory failed.");

    [Test]
    public async Task A_failure_reaches_every_caller_that_waits()
    {
        var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 10).Select(_ => Cache.GetOrCreateAsync("key", FailBehind(gate)).AsTask())];
        gate.Open();
        foreach (Task<int> call in calls)
            Assert.That(async () => await call.Soon(), Throws.Exception.SameAs(_failure));
    }

    [Test]
    public async Task A_failure_reaches_callers_that_could_have_left()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", FailBehind(gate), null, cancellation.Token).AsTask())];
        gate.Open();
        foreach (Task<int> call in calls)
            Assert.That(async () => await call.Soon(), Throws.Exception.SameAs(_failure));
    }

    [Test]
    public void A_failure_before_the_factory_returns_reaches_the_caller() =>
        Assert.That(async () => await Cache.GetOrCreateAsync<int>("key", _ => throw _failure), Throws.Exception.SameAs(_failure));

    [Test]
    public async Task A_failure_is_not_cached()
    {
        await FailAsync();
        Assert.That((await Cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_next_call_after_a_failure_computes_anew()
    {
        await FailAsync();
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7)), Is.EqualTo(7));
    }

    [Test]
    public async Task A_factory_that_cancels_itself_reaches_every_caller_as_a_cancellation()
    {
        var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync<int>("key", async token =>
        {
            await gate.PassAsync(token);
            throw new OperationCanceledException("timed out");
        }).AsTask())];
        gate.Open();
        foreach (Task<int> call in calls)
            Assert.That(async () => await call.Soon(), Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo("timed out"));
    }

    private Func<CancellationToken, ValueTask<int>> FailBehind(Gate gate) => async token =>
    {
        await gate.PassAsync(token);
        throw _failure;
    };

    private async Task FailAsync()
    {
        try
        {
            await Cache.GetOrCreateAsync<int>("key", async _ =>
            {
                await Task.Yield();
                throw _failure;
            }).Soon();
        }
        catch (InvalidOperationException)
        {
        }
    }
}
