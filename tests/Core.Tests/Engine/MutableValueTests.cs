using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A caller who changes what it gave or got never changes what is cached, nor what another got.</summary>
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
    public async Task What_was_set_can_be_changed_afterwards()
    {
        List<int> value = [1];
        await Cache.SetAsync("key", value);
        value.Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task What_was_found_can_be_changed()
    {
        await Cache.SetAsync("key", new List<int> { 1 });
        (await ReadAsync()).Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task What_was_computed_can_be_changed_by_the_one_who_computed_it()
    {
        List<int> value = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { 1 }));
        value.Add(2);
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task An_element_of_an_array_can_be_changed()
    {
        int[] value = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new[] { 1 }));
        value[0] = 2;
        Assert.That((await Cache.TryGetAsync<int[]>("key")).Value, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_byte_of_an_array_can_be_changed()
    {
        await Cache.SetAsync("key", new byte[] { 1 });
        (await Cache.TryGetAsync<byte[]>("key")).Value![0] = 2;
        Assert.That((await Cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task A_list_inside_of_a_record_can_be_changed()
    {
        await Cache.SetAsync("key", new Order([1]));
        (await Cache.TryGetAsync<Order>("key")).Value!.Lines.Add(2);
        Assert.That((await Cache.TryGetAsync<Order>("key")).Value!.Lines, Is.EqualTo(new[] { 1 }));
    }

    [TestCaseSource(nameof(_options))]
    public async Task Callers_who_waited_together_have_a_value_each(CacheEntryOptions? options)
    {
        Task<List<int>>[] calls = Wait(options);
        _computed.SetResult([1]);
        await ExpectOwnValuesAsync(calls);
    }

    [Test]
    public async Task Callers_who_waited_for_a_value_that_was_removed_meanwhile_have_a_value_each()
    {
        Task<List<int>>[] calls = Wait(null);
        await Cache.RemoveAsync("key");
        _computed.SetResult([1]);
        await ExpectOwnValuesAsync(calls);
    }

    [Test]
    public async Task Callers_who_waited_while_the_store_was_down_have_a_value_each()
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
}
