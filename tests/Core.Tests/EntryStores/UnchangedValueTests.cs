using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using static CacheKit.Core.Tests.Fakes.Models;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A value that survives the round trip is stored without a warning, whatever else differs in its copy.</summary>
[TestFixture]
internal sealed class UnchangedValueTests : CacheFixture
{
    private static readonly TestCaseData[] _unchanged =
    [
        Kept<Order>("a record", new Order(7, [new Line("a", 1.50m)], new Dictionary<string, decimal> { ["a"] = -0.00m }, DateTimeOffset.UnixEpoch)),
        Kept<Order>(
            "other collections behind interfaces",
            new Order(7, new[] { new Line("a", 1) }, new SortedDictionary<string, decimal> { ["a"] = 1 }.AsReadOnly(), null)),
        Kept<IReadOnlyList<int>>("a collection expression", [1, 2, 3]),
        Kept<IReadOnlyList<int>>("a read-only collection", new ReadOnlyCollection<int>([1, 2])),
        Kept<IEnumerable<int>>("a query", Enumerable.Range(1, 3).Where(number => number > 1)),
        Kept<IEnumerable<int>>("an iterator", Iterated()),
        Kept<ISet<int>>("a sorted set behind an interface", new SortedSet<int> { 3, 1 }),
        Kept<List<Animal>>("elements of their own type", [new Animal { Name = "a cat" }]),
        Kept<List<int>>("a list with room left", new List<int>(100) { 1 }),
        Kept<HashSet<string>>("a set whose order differs", Reordered()),
        Kept<ConcurrentDictionary<string, int>>(
            "a concurrent dictionary",
            new ConcurrentDictionary<string, int>(Enumerable.Range(0, 500).Select(i => KeyValuePair.Create($"{i}", i)))),
        Kept<ImmutableDictionary<string, int>>("an immutable dictionary", Enumerable.Range(0, 50).ToImmutableDictionary(i => $"{i}", i => i)),
        Kept<Dictionary<string, int>>("an ordinal comparer", new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 }),
        Kept<JsonElement>("JSON", JsonSerializer.SerializeToElement(new { a = 1.0 })),
        Kept<JsonNode>("JSON that can be changed", JsonNode.Parse("""{"a":[1,2]}""")!),
        Kept<double[]>("numbers to the last bit", [-0.0, double.NaN, double.Epsilon, double.NegativeInfinity]),
        Kept<DateTime[]>("times of each kind", [new(1, DateTimeKind.Utc), new(2026, 11, 28, 1, 2, 3, DateTimeKind.Local), new(3, DateTimeKind.Unspecified)]),
        Kept<Uri[]>("addresses", [new("http://host/a?b#c"), new("relative", UriKind.Relative)]),
        Kept<string>("the replacement character itself", "a\uFFFDb"),
        Kept<(int, string)>("a tuple", (1, "a")),
        Kept<Tuple<int, Line>>("a tuple of objects", Tuple.Create(1, new Line("a", 1))),
        Kept<Memo>("caches in private fields", Used(new Memo { Number = 3 })),
        Kept<Line?>("nothing", null),
    ];

    public UnchangedValueTests()
        : base(StoreKind.Remote) => Coder.IsChecked = true;

    [TestCaseSource(nameof(_unchanged))]
    public async Task A_value_that_survives_the_round_trip_is_stored_without_a_warning<T>(Box<T> box)
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(box.Value));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
        Assert.That((await Cache.TryGetAsync<T>("key")).HasValue, Is.True);
    }

    [Test]
    public async Task A_coder_whose_payloads_differ_each_time_is_accepted()
    {
        Cache cache = NewCache(configure: options => options.Coder = new SaltingCoder());
        await cache.SetAsync("key", new Animal { Name = "a cat" });
        Assert.That((await cache.TryGetAsync<Animal>("key")).Value!.Name, Is.EqualTo("a cat"));
    }

    private static IEnumerable<int> Iterated()
    {
        yield return 1;
        yield return 2;
    }

    // The copy has no gap that the next element would go into.
    private static HashSet<string> Reordered()
    {
        HashSet<string> set = ["a", "b", "c"];
        set.Remove("a");
        set.Add("d");
        return set;
    }

    private static Memo Used(Memo memo)
    {
        memo.Read();
        return memo;
    }

    private static TestCaseData Kept<T>(string name, T value) => Case.Of(name, new Box<T>(value));

    internal sealed record Box<T>(T Value);
}
