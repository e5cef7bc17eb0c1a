using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A transform gets the key of an entry on two levels too, and the copies in L1 need no transform.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KeyedCopyTests : TierFixture
{
    private readonly KeyTransform _transform = new();
    private readonly RecordingBackend _store;

    public KeyedCopyTests() => _store = new RecordingBackend(Clock);

    [Test]
    public async Task Another_process_reads_what_one_has_written()
    {
        using Cache one = NewCache();
        using Cache other = NewCache();
        await one.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { 1, 2 }));
        Assert.That((await other.TryGetAsync<List<int>>("key")).Value, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(_transform.Keys, Is.Not.Empty);
        Assert.That(_transform.Keys, Has.All.EqualTo(Key));
    }

    [Test]
    public async Task A_copy_is_read_without_the_transform()
    {
        using Cache cache = NewCache();
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { 1, 2 }));
        await cache.TryGetAsync<List<int>>("key");
        int before = _transform.Keys.Count;
        int reads = _store.CountOf(RecordingBackend.Get);
        Assert.That((await cache.TryGetAsync<List<int>>("key")).Value, Is.EqualTo(new[] { 1, 2 }));
        Assert.That((_transform.Keys.Count, _store.CountOf(RecordingBackend.Get)), Is.EqualTo((before, reads)));
    }

    private Cache NewCache() => new(Process(_store), "app", new CacheOptions { TimeProvider = Clock, Coder = new JsonCoder().Then(_transform) });
}
