using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>Results that a store in this process hands out without a coder.</summary>
internal static class CopiedResults
{
    private static readonly string[] _words = ["one", "two", "three"];

    private static readonly Comparer<int> _falling = Comparer<int>.Create((x, y) => y - x);

    public static readonly ResultSample[] Objects =
    [
        Of(
            "a class with properties",
            () =>
                new Shop.Account
                {
                    Id = 1,
                    Name = "a reader",
                    Roles = { "admin" },
                    Home = new Shop.Address { Street = "Main", Size = 1.5m },
                }),
        Of("an entity with a private setter, a lock, and lists that JSON doesn't fill", () => Shop.Entity.Create(7)),
        Of("a list of entities", () => new List<Shop.Entity> { Shop.Entity.Create(1), Shop.Entity.Create(2) }),
        Of<Shop.Animal>("a derived class behind an abstract one", Dog),
        Of<object>("a class behind object", Dog),
        Of<Shop.ICatalog>("a class behind an interface", () => new Shop.Catalog { Animals = { Dog(), Dog() } }),
        Of("a graph with circles", Shop.Customers),
        Of("a chain", () => Shop.ChainOf(40)),
        Of("a constructor that changes its argument", () => new Shop.Price(10)),
        Of<Shop.Dog>("a class derived further", () => new Shop.Puppy { Name = "Bello", Weeks = 8, Toys = { "ball" } }),
        Of("records of several types", () => new Shop.Open("outer", new Shop.Closed("inner", 1))),
        Of("an unsealed record", () => new Shop.Open("outer", new Shop.Open("inner", null))),
        Of(
            "a record with a dictionary of objects",
            () => new Shop.Order(
                1, ["a"], new Dictionary<string, object?> { ["n"] = 1, ["l"] = new List<int> { 1 }, ["d"] = DBNull.Value })),
        Of("structs that hold lists", Places),
        Of("a struct that holds a list", () => new Shop.Point { X = 1, Trace = [1] }),
        Of("an anonymous object", () => (object)new { Name = "a", List = new List<int> { 1 } }),
        Of("the same object twice", () => Twice(Dog())),
        Of("an object that its type knows", () => new Stateful.WithStatus { Status = Stateful.Status.Active }),
        Of("a framework class of properties only", () => new ValidationResult("wrong", new List<string> { "Name" })),
        Of<dynamic>("an expando object", Expando),
    ];

    public static readonly ResultSample[] Collections =
    [
        Of("an array", () => new[] { 1, 2 }),
        Of("an empty array", Array.Empty<int>),
        Of("an array of arrays", () => new[] { new[] { 1 }, [2, 3] }),
        Of("an array of two dimensions", () => new[,] { { Dog(), Dog() }, { Dog(), Dog() } }),
        Of("an array of a derived type", () => (Shop.Animal[])[Dog()]),
        Of("bytes", () => new byte[] { 1, 2 }),
        Of("a list", () => new List<int> { 1, 2 }),
        Of("a list behind an interface", () => (IReadOnlyList<Shop.Animal>)new List<Shop.Animal> { Dog() }),
        Of("a collection expression behind an interface", () => (IReadOnlyList<Shop.Animal>)[Dog(), Dog()]),
        Of("a class derived from a list", () => new Shop.Page<Shop.Animal> { Total = 7, Notes = { "note" } }.With<Shop.Page<Shop.Animal>, Shop.Animal>(Dog())),
        Of("a class derived from a dictionary", () => new Shop.Settings { Origin = "file" }.With("A", [1])),
        Of("a class derived from a set", () => new Shop.Tags { IsSealed = true }.With("one").With("two")),
        Of("a class derived from a stack", () => new Shop.History { Limit = 1 }.Then(history => history.Push(new Shop.Address { Street = "a" }))),
        Of("a class derived from a queue", () => new Shop.Waiting { Limit = 1 }.Then(waiting => waiting.Enqueue(new Shop.Address { Street = "a" }))),
        Of("a class derived from a collection", () => new Shop.Lines { Limit = 3 }.With(new Shop.Address { Street = "a" })),
        Of("a keyed collection", () => new Shop.ByStreet().With(new Shop.Address { Street = "a" })),
        Of("a collection", () => new Collection<string> { "one" }),
        Of("an observable collection", () => new ObservableCollection<string> { "one" }),
        Of("a read-only collection", () => new List<Shop.Address> { new() { Street = "a" } }.AsReadOnly()),
        Of("a read-only dictionary", () => new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 })),
        Of("a stack", () => new Stack<string>(_words)),
        Of("a queue", () => new Queue<string>(_words)),
        Of("a linked list", () => new LinkedList<string>(_words)),
        Of("a long linked list", () => new LinkedList<int>(Enumerable.Range(0, 5_000))),
        Of("a dictionary with a comparer", () => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1, ["b"] = 2 }),
        Of(
            "a dictionary of objects",
            () =>
                new Dictionary<string, object?>
                {
                    ["int"] = 1,
                    ["long"] = 2L,
                    ["date"] = DateTimeOffset.UnixEpoch,
                    ["list"] = new List<string> { "x" },
                    ["null"] = null,
                }),
        Of("a dictionary with keys that can be changed", () => new Dictionary<Shop.Key, int> { [Key("a", 1)] = 1, [Key("b", 2, 3)] = 2 }),
        Of(
            "a dictionary by reference",
            () =>
                new Dictionary<object, Shop.Address>(ReferenceEqualityComparer.Instance)
                {
                    [new Shop.Address { Street = "k" }] = new() { Street = "v" },
                }),
        Of("an ordered dictionary", () => new OrderedDictionary<string, int> { ["z"] = 1, ["a"] = 2 }),
        Of("a sorted dictionary", () => new SortedDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["z"] = 1, ["A"] = 2 }),
        Of("a sorted list", () => new SortedList<int, string>(_falling) { [1] = "a", [2] = "b" }),
        Of("a sorted set", () => new SortedSet<string>(_words, StringComparer.OrdinalIgnoreCase)),
        Of("a set", () => new HashSet<string>(_words, StringComparer.OrdinalIgnoreCase)),
        Of("a set of keys that can be changed", () => new HashSet<Shop.Key> { Key("a", 1), Key("b", 2) }),
        Of("a priority queue", () => Queue(("b", 2), ("a", 1), ("c", 3))),
        Of("a concurrent dictionary", () => new ConcurrentDictionary<string, List<int>> { ["a"] = [1] }),
        Of("a concurrent queue", () => new ConcurrentQueue<string>(_words)),
        Of("a concurrent stack", () => new ConcurrentStack<string>(_words)),
        Of("a concurrent bag", () => new ConcurrentBag<string>(_words)),
        Of("an array list", () => new ArrayList { 1, "two", new List<int> { 3 } }),
        Of("bits", () => new BitArray([true, false, true])),
        Of("an immutable list of what can be changed", () => ImmutableList.Create(Dog())),
        Of("an immutable array of what can be changed", () => ImmutableArray.Create(Dog())),
        Of("an immutable array that is none", () => default(ImmutableArray<Shop.Dog>)),
        Of("an immutable stack of what can be changed", () => ImmutableStack.Create(Dog(), new Shop.Dog { Name = "Rex" })),
        Of("an immutable queue of what can be changed", () => ImmutableQueue.Create(Dog(), new Shop.Dog { Name = "Rex" })),
        Of(
            "an immutable dictionary of what can be changed",
            () => ImmutableDictionary.Create<string, Shop.Dog>(StringComparer.OrdinalIgnoreCase).Add("A", Dog())),
        Of("an immutable sorted dictionary of what can be changed", () => ImmutableSortedDictionary<string, Shop.Dog>.Empty.Add("A", Dog())),
        Of("a frozen dictionary", () => new Dictionary<string, int> { ["A"] = 1 }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)),
        Of(
            "a frozen dictionary of what can be changed",
            () => new Dictionary<string, Shop.Dog> { ["A"] = Dog() }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)),
        Of("a frozen set", () => _words.ToFrozenSet()),
    ];

    public static readonly ResultSample[] Simple =
    [
        Of("a big integer", () => BigInteger.Pow(10, 40)),
        Of("a big integer in a class", () => new Shop.Holder<BigInteger> { Value = BigInteger.Pow(10, 40) }),
        Of("a lazy value that is there", () => Computed(new Lazy<List<int>>(() => [7]))),
        Of("text with half a character", () => "a\uD800b"),
        Of("text that is being built", () => new StringBuilder("one").Append("two")),
        Of("a null", () => (Shop.Account?)null),
        Of("an int behind object", () => (object)7),
        Of("a long behind object", () => (object)7L),
        Of("a nullable", () => (int?)7),
        Of("a tuple with a list", () => (1, new List<string> { "a" })),
        Of("a tuple class with a list", () => Tuple.Create(1, new List<string> { "a" })),
        Of("a pair with a list", () => KeyValuePair.Create("key", new List<int> { 1 })),
        Of("a type", () => typeof(Shop)),
        Of("a culture", () => new Shop.Holder<CultureInfo> { Value = new CultureInfo("de-DE") }),
        Of(
            "a half, a rune and an offset",
            () =>
                new Shop.Holder<(Half, Rune, DateTimeOffset)>
                {
                    Value = ((Half)1.5, new Rune('x'), new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))),
                }),
        Of("an address", () => new Shop.Holder<IPAddress> { Value = IPAddress.Parse("fe80::1%3") }),
        Of("an address of the framework", () => new Shop.Holder<IPAddress> { Value = IPAddress.Loopback }),
        Of("an end point", () => new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80)),
        Of("a JSON node", () => JsonNode.Parse("""{"a":[1,2]}""")),
        Of("a JSON element", () => JsonSerializer.SerializeToElement(new { a = 1 })),
        Of("not a number", () => new Shop.Holder<double> { Value = double.NaN }),
    ];

    private static ResultSample Of<T>(string name, Func<T> create) => ResultSample.Of(name, create);

    private static Shop.Dog Dog()
    {
        var dog = new Shop.Dog { Name = "Bello", Toys = { "ball" } };
        dog.Learn();
        return dog;
    }

    private static Shop.Key Key(string text, params int[] numbers)
    {
        var key = new Shop.Key { Text = text };
        key.Numbers.UnionWith(numbers);
        return key;
    }

    private static List<Shop.Animal> Twice(Shop.Animal animal) => [animal, animal];

    private static Shop.Places Places() => new()
    {
        Here = new Shop.Point { X = 1, Trace = [1, 2] },
        There = new Shop.Point { X = 2, Trace = [3] },
        Pair = (1, [new Shop.Point { Trace = [4] }]),
        Bytes = new byte[] { 1, 2, 3 },
        Part = new ArraySegment<int>([1, 2, 3], 1, 2),
    };

    private static ExpandoObject Expando()
    {
        dynamic expando = new ExpandoObject();
        expando.Name = "a";
        expando.List = new List<int> { 1 };
        return expando;
    }

    private static PriorityQueue<string, int> Queue(params (string, int)[] items) => new(items);

    private static Lazy<T> Computed<T>(Lazy<T> lazy)
    {
        _ = lazy.Value;
        return lazy;
    }

    private static TCollection With<TCollection, T>(this TCollection collection, T item)
        where TCollection : ICollection<T>
    {
        collection.Add(item);
        return collection;
    }

    private static Shop.Settings With(this Shop.Settings settings, string key, List<int> value) => settings.Then(own => own.Add(key, value));

    private static T Then<T>(this T value, Action<T> change)
    {
        change(value);
        return value;
    }
}
