using System.Collections.Immutable;
using System.ComponentModel;
using CacheKit.Core.Tests.Coders;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A store in memory hands out immutable values by reference, copies mutable ones, and codes those that cannot be copied.</summary>
[TestFixture]
internal sealed class ByReferenceTests() : CacheFixture(StoreKind.Memory)
{
    private static readonly CacheEntryOptions _shared = new() { ByReference = true };

    private static readonly TestCaseData[] _immutable =
    [
        Case.Of("a record", new Money(1, "EUR")),
        Case.Of("a record of records", new Line(new Money(1, "EUR"), 2)),
        Case.Of("a type that says so", new Marked { Name = "a reader" }),
        Case.Of("a record that holds an immutable array", new Boxed(ImmutableArray.Create(1, 2))),
        Case.Of("an immutable list", ImmutableList.Create(1, 2)),
    ];

    private static readonly TestCaseData[] _mutable =
    [
        Case.Of("a record that holds a list", new Order([1])),
        Case.Of("a class with a setter", new Settable { Name = "a reader" }),
        Case.Of("an array", new[] { 1 }),
    ];

    [Test]
    public async Task A_string_is_handed_out_as_it_is()
    {
        string value = new('x', 3);
        await Cache.SetAsync("key", value);
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.SameAs(value));
    }

    [TestCaseSource(nameof(_immutable))]
    public async Task An_immutable_value_is_handed_out_as_it_is<T>(T value)
        where T : class
    {
        await Cache.SetAsync("key", value);
        Assert.That((await Cache.TryGetAsync<T>("key")).Value, Is.SameAs(value));
    }

    [TestCaseSource(nameof(_immutable))]
    public async Task An_immutable_value_is_not_coded<T>(T value)
        where T : class
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(value));
        await Cache.TryGetAsync<T>("key");
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_number_is_not_coded()
    {
        await Cache.SetAsync("key", 7);
        await Cache.TryGetAsync<int>("key");
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [TestCaseSource(nameof(_mutable))]
    public async Task A_mutable_value_is_copied_for_each_reader_and_not_coded<T>(T value)
        where T : class
    {
        await Cache.SetAsync("key", value);
        T first = (await Cache.TryGetAsync<T>("key")).Value!;
        T second = (await Cache.TryGetAsync<T>("key")).Value!;
        Assert.That(first, Is.Not.SameAs(value).And.Not.SameAs(second));
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_value_that_cannot_be_copied_is_coded_once_and_decoded_for_each_reader()
    {
        await Cache.SetAsync("key", new CodedList<int> { 1 });
        await Cache.TryGetAsync<CodedList<int>>("key");
        await Cache.TryGetAsync<CodedList<int>>("key");
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task An_empty_array_is_handed_out_as_it_is()
    {
        string[] value = [];
        await Cache.SetAsync("key", value);
        Assert.That((await Cache.TryGetAsync<string[]>("key")).Value, Is.SameAs(value));
    }

    [Test]
    public async Task A_computed_mutable_value_is_not_decoded_for_its_own_caller()
    {
        List<int> value = [1];
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(value)), Is.SameAs(value));
    }

    [Test]
    public async Task A_mutable_value_is_handed_out_as_it_is_if_its_entry_shares_it()
    {
        List<int> value = [1];
        await Cache.SetAsync("key", value, _shared);
        Assert.That((await Cache.TryGetAsync<List<int>>("key")).Value, Is.SameAs(value));
    }

    [Test]
    public async Task A_shared_value_is_not_coded()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { 1 }), _shared);
        await Cache.TryGetAsync<List<int>>("key");
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Concurrent_callers_get_the_same_object_of_a_shared_value()
    {
        var computed = new TaskCompletionSource<List<int>>();
        Task<List<int>>[] calls =
        [
            .. Enumerable.Range(0, 3).Select(
                _ => Cache.GetOrCreateAsync("key", _ => new ValueTask<List<int>>(computed.Task), _shared).AsTask())
        ];
        List<int> value = [1];
        computed.SetResult(value);
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.SameAs(value));
    }

    [Test]
    public async Task The_payload_of_a_value_by_reference_is_coded_on_request()
    {
        await Cache.SetAsync("key", new Money(1, "EUR"));
        ReadOnlyMemory<byte>? payload = await Backend.GetAsync("app::key");
        Assert.That(payload!.Value.ToArray(), Is.EqualTo(new JsonCoder().Encode(new Money(1, "EUR"))));
    }

    public sealed record Money(decimal Amount, string Currency);

    public sealed record Line(Money Price, int Count);

    public sealed record Boxed(ImmutableArray<int> Numbers);

    public sealed record Order(List<int> Lines);

    public sealed class Settable
    {
        public string? Name { get; set; }
    }

    [ImmutableObject(true)]
    public sealed class Marked
    {
        public string? Name { get; set; }
    }
}
