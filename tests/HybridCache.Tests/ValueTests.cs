using CacheKit.Hybrid.Tests.Fakes;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class ValueTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    [Test]
    public async Task A_caller_cannot_change_what_others_get()
    {
        List<int> first = await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>([1, 2]));
        first.Add(3);
        List<int> second = await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>([]));
        second.Clear();

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>([])), Is.EqualTo([1, 2]));
    }

    [Test]
    public async Task A_value_is_stored_as_it_was_when_it_was_set()
    {
        List<int> value = [1, 2];
        await Cache.SetAsync("key", value);
        value.Add(3);

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>([])), Is.EqualTo([1, 2]));
    }

    [Test]
    public async Task Concurrent_callers_get_mutable_values_of_their_own()
    {
        var source = new TaskCompletionSource<List<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<List<int>>[] callers =
            [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", async _ => await source.Task).AsTask())];
        source.SetResult([1]);
        List<int>[] values = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(values, Is.Unique.Using<List<int>>(ReferenceEquals));
    }

    [Test]
    public async Task Immutable_values_are_shared()
    {
        await Cache.SetAsync("key", new string('x', 10));
        string first = await GetAsync(Cache, "key");

        Assert.That(await GetAsync(Cache, "key"), Is.SameAs(first));
    }

    [Test]
    public async Task A_null_is_a_value()
    {
        await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>?>((List<int>?)null));

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>?>([1])), Is.Null);
    }

    [Test]
    public async Task A_default_is_a_value()
    {
        await Cache.SetAsync("key", 0);

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<int>(1)), Is.Zero);
    }

    [Test]
    public async Task Bytes_keep_their_content()
    {
        await Cache.SetAsync("key", new byte[] { 0, 1, 255 });

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<byte[]>([])), Is.EqualTo(new byte[] { 0, 1, 255 }));
    }

    [Test]
    public async Task Tuples_keep_their_content()
    {
        await Cache.SetAsync("key", (Id: 7, Name: "a reader"));

        Assert.That(await Cache.GetOrCreateAsync("key", _ => new ValueTask<(int, string)>((0, ""))), Is.EqualTo((7, "a reader")));
    }

    [Test]
    public async Task A_set_value_replaces_the_stored_one()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new");

        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_state_is_passed_to_the_factory() =>
        Assert.That(
            await Cache.GetOrCreateAsync("key", (A: 20, B: 1), static (state, _) => new ValueTask<int>((2 * state.A) + (2 * state.B))),
            Is.EqualTo(42));

    [Test]
    public void A_factory_is_required() =>
        Assert.That(async () => await Cache.GetOrCreateAsync<string>("key", null!), Throws.InstanceOf<Exception>());
}
