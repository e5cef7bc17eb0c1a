using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Where the store failed to evict, results computed meanwhile are not stored, before and after the eviction is replayed.</summary>
[TestFixture]
internal sealed class PendingEvictionTests() : CacheFixture(StoreKind.Remote)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users"], Expiration = TimeSpan.FromHours(1) };

    [Test]
    public async Task A_result_that_adds_the_tag_is_not_stored([Values] bool isDoneMeanwhile)
    {
        await Cache.SetAsync("other", "value", _tagged);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Cache.GetOrCreateAsync("key", async token =>
        {
            ((RecordingBackend)Backend).Fail(RecordingBackend.Set);
            await Cache.EvictAsync("users", token);
            ((RecordingBackend)Backend).Recover();
            Clock.Advance(isDoneMeanwhile ? new StoreOptions().BreakFor : TimeSpan.Zero);
            CacheContext.Current!.AddTags("users");
            return "value";
        });
        Assert.That(Cache.Engine.Store.Calls.IsPending("app:%tags:users"), Is.Not.EqualTo(isDoneMeanwhile));
        Assert.That(((await Cache.TryGetAsync<string>("key")).HasValue, (await Cache.TryGetAsync<string>("other")).HasValue), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_late_attempt_to_evict_does_not_undo_later_evictions()
    {
        using var store = new LateStore(Clock);
        var cache = new Cache(store, "app", new CacheOptions { TimeProvider = Clock, Store = new StoreOptions { BreakAfter = null } });
        await cache.SetAsync("key", "first", _tagged);
        store.LosesAnswers = true;
        Assert.That(await cache.EvictAsync("users"), Is.False);
        await cache.TryGetAsync<string>("other");
        store.LosesAnswers = false;

        await cache.SetAsync("key", "second", _tagged);
        Assert.That(await cache.EvictAsync("users"), Is.True);
        await store.CatchUpAsync();
        Assert.That((await new Cache(store, "app", new CacheOptions { TimeProvider = Clock }).TryGetAsync<string>("key")).HasValue, Is.False);
    }

    // Writes that are answered with an error, and are carried out later all the same.
    private sealed class LateStore(TimeProvider time) : SharedStore(time)
    {
        private readonly List<Func<ValueTask>> _late = [];

        public bool LosesAnswers { get; set; }

        public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
        {
            if (!LosesAnswers)
                return base.SetAsync(key, payload, timeToLive, cancellationToken);

            _late.Add(() => base.SetAsync(key, payload, timeToLive, CancellationToken.None));
            throw new IOException("The connection was lost.");
        }

        public async Task CatchUpAsync()
        {
            foreach (Func<ValueTask> write in _late)
                await write();
        }
    }
}
