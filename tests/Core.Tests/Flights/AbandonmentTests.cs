using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>A computation that all callers have left and that ignores its token stores nothing and holds up no new caller.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class AbandonmentTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly TaskCompletionSource<string> _old = new();

    [Test]
    public async Task A_new_caller_computes_the_value_itself()
    {
        await AbandonAsync();
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")).Soon(), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_new_caller_is_not_cancelled_with_the_abandoned_computation()
    {
        await AbandonAsync();
        var gate = new Gate();
        Task<string> newcomer = Cache.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "new";
        }).AsTask();
        await _old.EndAsync("old");
        gate.Open();
        Assert.That(await newcomer.Soon(), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_abandoned_result_does_not_replace_a_newer_one()
    {
        await AbandonAsync();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"));
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task The_abandoned_result_does_not_replace_a_value_that_was_set()
    {
        await AbandonAsync();
        await Cache.SetAsync("key", "new");
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task The_abandoned_result_is_not_stored_under_a_removed_key()
    {
        await AbandonAsync();
        await Cache.RemoveAsync("key");
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_abandoned_result_is_not_stored_in_a_cleared_namespace()
    {
        await AbandonAsync();
        await Cache.ClearAsync();
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    private async Task AbandonAsync()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> call = Cache.GetOrCreateAsync("key", _ => new ValueTask<string>(_old.Task), null, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await call.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }
}
