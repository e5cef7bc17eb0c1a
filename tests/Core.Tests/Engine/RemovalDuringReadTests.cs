using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A computation that begins while its key is being removed may still read the old entry: callers after the removal do not get it.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RemovalDuringReadTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SlowlyRemovingStore _store;
    private readonly Cache _cache;

    public RemovalDuringReadTests()
    {
        _store = new SlowlyRemovingStore(_clock);
        _cache = new Cache(_store, "app", new CacheOptions { TimeProvider = _clock });
    }

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task Later_callers_do_not_get_what_a_computation_read_before_the_removal(
        [Values("remove", "remove many", "clear", "set for no time")] string change, [Values] bool isBatch)
    {
        // Misses, and finds the entry when it reads again.
        Gate missed = _store.HoldNextAnswer();
        Task<string> early = LoadAsync("early", isBatch);
        await missed.Reached.Soon();
        await _cache.SetAsync("key", "old");
        Task removing = ChangeAsync(change);
        await _store.Removal.Reached.Soon();
        Gate read = _store.HoldNextAnswer();
        missed.Open();
        await read.Reached.Soon();

        _store.Removal.Open();
        await removing.Soon();
        Task<string> later = LoadAsync("new", isBatch: false);
        read.Open();
        Assert.That(await later.Soon(), Is.EqualTo("new"));
        Assert.That(await early.Soon(), Is.EqualTo("old"));
        Assert.That((await _cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    private async Task<string> LoadAsync(string value, bool isBatch) => isBatch
        ? (await _cache.GetOrCreateManyAsync<string>(["key"], (keys, _) => new(keys.ToDictionary(key => key, _ => value))))["key"]
        : await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(value));

    private Task ChangeAsync(string change) => change switch
    {
        "remove" => _cache.RemoveAsync("key").AsTask(),
        "remove many" => _cache.RemoveManyAsync(["key", "other"]).AsTask(),
        "clear" => _cache.ClearAsync().AsTask(),
        _ => _cache.SetAsync("key", "gone", new CacheEntryOptions { Expiration = TimeSpan.Zero }).AsTask(),
    };

    private sealed class SlowlyRemovingStore(TimeProvider time) : SharedStore(time)
    {
        public Gate Removal { get; } = new();

        public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
        {
            await Removal.PassAsync(cancellationToken);
            return await base.RemoveAsync(key, cancellationToken);
        }

        public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
        {
            await Removal.PassAsync(cancellationToken);
            return await base.ClearAsync(prefix, cancellationToken);
        }
    }
}
