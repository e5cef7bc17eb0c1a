using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>What becomes of a computation that everybody has left, and that doesn't heed its token.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class AbandonmentTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly TaskCompletionSource<string> _old = new();

    [Test]
    public async Task A_newcomer_computes_anew()
    {
        await AbandonAsync();
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")).Soon(), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_newcomer_is_not_cancelled_with_it()
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
    public async Task Its_result_does_not_replace_a_newer_one()
    {
        await AbandonAsync();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"));
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Its_result_does_not_replace_what_was_set()
    {
        await AbandonAsync();
        await Cache.SetAsync("key", "new");
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Its_result_does_not_come_back_under_a_removed_key()
    {
        await AbandonAsync();
        await Cache.RemoveAsync("key");
        await _old.EndAsync("old");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Its_result_does_not_come_back_in_a_cleared_namespace()
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
