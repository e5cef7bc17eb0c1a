using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A refusal proves that the store answers again, so that the pending removals are carried out.</summary>
[TestFixture]
internal sealed class RefusedCallReplayTests() : CacheFixture(StoreKind.Server)
{
    [Test]
    public async Task A_refused_call_of_another_key_has_the_pending_removals_carried_out()
    {
        var store = (ReplacingBackend)Backend;
        await Cache.SetAsync("key", "old");
        store.Fail();
        await Cache.RemoveAsync("key");
        Assert.That(Cache.Engine.Store.Calls.IsPending("app::key"));

        store.Recover();
        store.FailFor("app::bad", Refusal.Passing);
        await Cache.TryGetAsync<string>("bad");
        Assert.That(() => Cache.Engine.Store.Calls.IsPending("app::key"), Is.False.After(60_000, 1));
        Assert.That(store.Keys, Does.Not.Contain("app::key"));
    }
}
