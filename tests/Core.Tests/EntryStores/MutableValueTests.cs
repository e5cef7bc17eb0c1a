using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A caller that changes a value it set or got never changes the cached value or that of another caller.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class MutableValueTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly TestCaseData[] _options =
    [
        Case.Of("kept", null),
        Case.Of("not kept", new CacheEntryOptions { Expiration = TimeSpan.Zero }),
    ];

    private readonly TaskCompletionSource<List<int>> _computed = new();

    [Test]
    public async Task Changing_a_value_after_a_set_does_not_change_the_cached_value()
    {
        List<int> value = [1];
        await Cache.SetAsync("key", value);
        value.Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Changing_a_found_value_does_not_change_the_cached_value()
    {
        await Cache.SetAsync("key", new List<int> { 1 });
        (await ReadAsync()).Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Changing_a_computed_value_does_not_change_the_cached_value()
    {
        List<int> value = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { 1 }));
        value.Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Changing_an_element_of_a_found_array_does_not_change_the_cached_array()
    {
        int[] value = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new[] { 1 }));
        value[0] = 2;
        Assert.That((await Cache.TryGetAsync<int[]>("key")).Value, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Changing_a_byte_of_a_found_array_does_not_change_the_cached_bytes()
    {
        await Cache.SetAsync("key", new byte[] { 1 });
        (await Cache.TryGetAsync<byte[]>("key")).Value![0] = 2;
        Assert.That((await Cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Changing_a_list_inside_of_a_record_does_not_change_the_cached_record()
    {
        await Cache.SetAsync("key", new Order([1]));
        (await Cache.TryGetAsync<Order>("key")).Value!.Lines.Add(2);
        Assert.That((await Cache.TryGetAsync<Order>("key")).Value!.Lines, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Changing_a_boxed_struct_through_its_interface_does_not_change_the_cached_value()
    {
        for (int i = 0; i < 3; i++)
        {
            ICounter value = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult<ICounter>(new Counter()));
            List<ICounter> values = await Cache.GetOrCreateAsync("keys", _ => ValueTask.FromResult(new List<ICounter> { new Counter() }));
            Assert.That((value.Next(), values[0].Next()), Is.EqualTo((1, 1)));
        }
    }

    [TestCaseSource(nameof(_options))]
    public async Task Concurrent_callers_get_a_value_each(CacheEntryOptions? options)
    {
        Task<List<int>>[] calls = Wait(options);
        _computed.SetResult([1]);
        await ExpectOwnValuesAsync(calls);
    }

    [Test]
    public async Task Concurrent_callers_get_a_value_each_where_the_key_was_removed_meanwhile()
    {
        Task<List<int>>[] calls = Wait(null);
        await Cache.RemoveAsync("key");
        _computed.SetResult([1]);
        await ExpectOwnValuesAsync(calls);
    }

    [Test]
    public async Task Concurrent_callers_get_a_value_each_while_the_store_is_down()
    {
        (Backend as RecordingBackend)?.Fail();
        Task<List<int>>[] calls = Wait(null);
        _computed.SetResult([1]);
        await ExpectOwnValuesAsync(calls);
    }

    private Task<List<int>>[] Wait(CacheEntryOptions? options) =>
        [.. Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>(_computed.Task), options).AsTask())];

    private static async Task ExpectOwnValuesAsync(Task<List<int>>[] calls)
    {
        List<int>[] values = await Task.WhenAll(calls).Soon();
        foreach (List<int> value in values)
            value.Add(2);
        Assert.That(values, Is.All.EqualTo(new[] { 1, 2 }));
    }

    private async Task<List<int>> ReadAsync() => (await Cache.TryGetAsync<List<int>>("key")).Value!;

    private sealed record Order(List<int> Lines);

    private interface ICounter
    {
        int Next();
    }

    private struct Counter : ICounter
    {
        private int _number;

        public int Next() => ++_number;
    }
}
