using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A payload is sent from rented memory, which no other entry takes while the store may still read it.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RentedWriteTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly HoldingBackend _store;

    public RentedWriteTests() => _store = new HoldingBackend(_clock);

    [Test]
    public async Task Memory_of_a_write_that_nobody_waits_for_any_more_is_not_used_for_another_entry(
        [Values] bool isCancelled, [Values] bool transformsCoder, [Values] bool transformsBackend)
    {
        ICoder coder = transformsCoder ? new JsonCoder().Then(new KeyTransform("c")) : new JsonCoder();
        ICacheBackend backend = transformsBackend ? _store.Then(new KeyTransform("b")) : _store;
        using var cache = new Cache(backend, "app", new CacheOptions { TimeProvider = _clock, Coder = coder, Store = new StoreOptions { BreakAfter = null } });
        using var cancelling = new CancellationTokenSource();
        string text = new('1', 3_000);
        Task set = cache.SetAsync("key", text, cancellationToken: cancelling.Token).AsTask();
        await _store.Gate.Reached.Soon();
        if (isCancelled)
            await cancelling.CancelAsync();
        else
            _clock.Advance(TimeSpan.FromMinutes(1));
        await set.ContinueWith(static _ => { }, TaskScheduler.Default).Soon();

        for (int i = 0; i < 20; i++)
            await cache.SetAsync($"key {i}", new string('2', 3_000));
        _store.Gate.Open();
        Assert.That(Encoding.UTF8.GetString(await _store.Written.Soon()), Does.Contain(text).And.Not.Contain("2"));
    }
}
