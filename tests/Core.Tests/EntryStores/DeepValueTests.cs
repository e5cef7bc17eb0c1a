using System.Collections.Immutable;
using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A value of any depth, or one that contains itself, is returned, whatever walks through it.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class DeepValueTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Depth = 10_000;

    private static readonly TestCaseData[] _values =
    [
        Case.Of("lists", Nested(static inner => new List<object> { inner })),
        Case.Of("arrays", Nested(static inner => new[] { inner })),
        Case.Of("dictionaries", Nested(static inner => new Dictionary<string, object> { ["a"] = inner })),
        Case.Of("objects", Nested(static inner => new Holder { Inner = inner })),
        Case.Of("structs", Nested(static inner => new KeyValuePair<int, object>(1, inner))),
        Case.Of("records", Nested(static inner => new Record(inner))),
        Case.Of("lazy values", Nested(static inner => new Lazy<object>(inner))),
        Case.Of("immutable arrays", Nested(static inner => ImmutableArray.Create(inner))),
        Case.Of("immutable lists", Nested(static inner => ImmutableList.Create(inner), 1_000)),
        Case.Of("immutable arrays of structs", Nested(static inner => new Branch { Inner = [inner as Branch? ?? default] }, 50_000)),
        Case.Of("a cycle", Cycle()),
        Case.Of("a cycle of lists", CycleOfLists()),
    ];

    [TestCaseSource(nameof(_values))]
    public async Task It_is_returned_to_its_callers(object value)
    {
        using Cache cache = NewCache(configure: options => options.ChecksEveryValue = true);
        for (int i = 0; i < 3; i++)
            Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(value)), Is.InstanceOf(value.GetType()));
        Assert.That(await cache.GetOrCreateAsync("other", _ => ValueTask.FromResult(value), new CacheEntryOptions { ByReference = true }), Is.SameAs(value));
        await cache.SetAsync("key", value);
        if (Kind == StoreKind.Memory)
            return;

        Assert.That((await cache.TryGetAsync<object>("key")).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain("more than 64 levels").And.Contain("MaxDepth").Or.Contain("does not survive")
            .Or.Contain("coder failed"));
    }

    [Test]
    public async Task A_payload_that_is_too_deep_is_a_miss_that_is_overwritten()
    {
        if (Kind == StoreKind.Memory)
            return;

        await Backend.SetAsync("app::key", Encoding.ASCII.GetBytes(new string('[', 1_000_000)), timeToLive: null);
        Assert.That((await Cache.TryGetAsync<List<object>>("key")).HasValue, Is.False);
        Assert.That(await Cache.GetOrCreateAsync<string[]>("key", _ => new(["new"])), Is.EqualTo(new[] { "new" }));
        Assert.That((await Cache.TryGetAsync<string[]>("key")).Value, Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task A_generic_type_that_contains_itself_with_other_arguments_is_returned()
    {
        if (Kind != StoreKind.Memory)
            return;

        await Cache.SetAsync("key", new Expanding<int>(null, 1));
        Assert.That((await Cache.TryGetAsync<Expanding<int>>("key")).Value, Is.EqualTo(new Expanding<int>(null, 1)));
    }

    private static object Nested(Func<object, object> nest, int depth = Depth)
    {
        object value = new Holder();
        for (int i = 0; i < depth; i++)
            value = nest(value);
        return value;
    }

    private static Holder Cycle()
    {
        var holder = new Holder();
        holder.Inner = new Holder { Inner = holder };
        return holder;
    }

    private static List<object> CycleOfLists()
    {
        List<object> list = [];
        list.Add(list);
        return list;
    }

    private sealed class Holder
    {
        public object? Inner { get; set; }
    }

    private struct Branch
    {
        public object? Value { get; set; }

        public ImmutableArray<Branch> Inner { get; set; }
    }

    private sealed record Record(object Inner);

    private sealed record Expanding<T>(Expanding<Expanding<T>>? Inner, T Value);
}
