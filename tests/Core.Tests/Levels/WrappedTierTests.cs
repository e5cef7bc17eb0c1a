using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>A wrapper around two levels keeps the values by reference and the changes of other processes.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WrappedTierTests : TierFixture
{
    private readonly TalkingStore _store;

    public WrappedTierTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_hit_in_memory_is_the_same_object_and_does_not_read_the_store()
    {
        var wrapper = new ObservingBackend(await HearingProcessAsync(_store));
        Cache cache = CacheOn(wrapper);
        await cache.SetAsync("key", "value");
        string first = (await cache.TryGetAsync<string>("key")).Value!;
        int reads = _store.Reads;
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.SameAs(first));
        Assert.That(_store.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task A_read_of_the_shared_store_passes_the_wrapper()
    {
        await CacheOn(await HearingProcessAsync(_store)).SetAsync("key", "value");
        var wrapper = new ObservingBackend(await HearingProcessAsync(_store));
        Assert.That((await CacheOn(wrapper).TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(wrapper.Calls, Is.EqualTo(new[] { "get" }));
    }

    [Test]
    public async Task A_value_that_is_computed_while_another_process_removes_its_key_is_not_found_afterwards()
    {
        Cache here = CacheOn(new ObservingBackend(await HearingProcessAsync(_store)));
        Cache elsewhere = CacheOn(await HearingProcessAsync(_store));
        var source = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        Task<string> early = here.GetOrCreateAsync("key", _ =>
        {
            begun.SetResult();
            return new ValueTask<string>(source.Task);
        }).AsTask();
        await begun.Task;

        await elsewhere.RemoveAsync("key");
        Assert.That(await here.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")).AsTask().Soon(), Is.EqualTo("new"));
        source.SetResult("old");
        Assert.That(await early.Soon(), Is.EqualTo("old"));
        Assert.That((await here.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    private Cache CacheOn(ICacheBackend backend) => new(backend, "app", new CacheOptions { TimeProvider = Clock });
}
