using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using System.Numerics;
using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Collections, and values that format themselves, in a key.</summary>
[TestFixture]
internal sealed class CollectionTextTests
{
    private static readonly TestCaseData[] _texts =
    [
        Text("a set", new HashSet<int> { 3, 1, 2 }, "{1,2,3}"),
        Text("a set of texts", new HashSet<string> { "b", "a" }, """{"a","b"}"""),
        Text("an empty set", new HashSet<int>(), "{}"),
        Text("a frozen set", new[] { 2, 1 }.ToFrozenSet(), "{1,2}"),
        Text("an immutable set", ImmutableHashSet.Create(2, 1), "{1,2}"),
        Text("a sorted set", new SortedSet<int> { 2, 1 }, "{1,2}"),
        Text("a read-only set", new ReadOnlySet<int>(new HashSet<int> { 2, 1 }), "{1,2}"),
        Text("an immutable sorted set, which is a list too", ImmutableSortedSet.Create(2, 1), "[1,2]"),
        Text("a dictionary", new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }, """{"a":1,"b":2}"""),
        Text("an empty dictionary", new Dictionary<string, int>(), "{:}"),
        Text("a dictionary of lists", new Dictionary<int, int[]> { [1] = [1, 2] }, "{1:[1,2]}"),
        Text("a frozen dictionary", new Dictionary<int, string?> { [2] = null, [1] = "a" }.ToFrozenDictionary(), """{1:"a",2:null}"""),
        Text("an immutable dictionary", ImmutableDictionary<int, int>.Empty.Add(2, 3).Add(1, 2), "{1:2,2:3}"),
        Text("a concurrent dictionary", new ConcurrentDictionary<int, int> { [1] = 2 }, "{1:2}"),
        Text("a read-only dictionary", new ReadOnlyDictionary<int, int>(new Dictionary<int, int> { [1] = 2 }), "{1:2}"),
        Text("an ordered dictionary", new OrderedDictionary<int, int> { [2] = 1, [1] = 1 }, "{2:1,1:1}"),
        Text("a queue", new Queue<int>([2, 1]), "[2,1]"),
        Text("a stack", new Stack<int>([2, 1]), "[1,2]"),
        Text("a linked list", new LinkedList<int>([2, 1]), "[2,1]"),
        Text("an immutable queue", ImmutableQueue.Create(2, 1), "[2,1]"),
        Text("a list of sets", new List<HashSet<int>> { new() { 2, 1 } }, "[{1,2}]"),
        Text("a set that ignores case", new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }, """OrdinalIgnoreCase{"a"}"""),
        Text("a frozen set that ignores case", new[] { "a" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase), """OrdinalIgnoreCase{"a"}"""),
        Text(
            "a read-only dictionary around one that ignores case",
            new ReadOnlyDictionary<string, int>(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }),
            """OrdinalIgnoreCase{"a":1}"""),
        Text("a set with the ordinal comparer, which is the default", new HashSet<string>(StringComparer.Ordinal) { "a" }, """{"a"}"""),
        Text("a set with the comparer of a culture", new HashSet<string>(StringComparer.InvariantCultureIgnoreCase) { "a" }, """( IgnoreCase){"a"}"""),
        Text("a set with a comparer that has a key", new HashSet<int>(new Modulo(10)) { 1 }, "(CacheKit.Core.Tests.Keys.CollectionTextTests+Modulo 10){1}"),
        Text("an array without an array", default(ImmutableArray<int>), "default"),
        Text("an empty array", ImmutableArray<int>.Empty, "[]"),
        Text("a large number", BigInteger.Pow(7, 80), $"\"{BigInteger.Pow(7, 80):R}\""),
        Text("a loopback address", IPAddress.Loopback, "\"127.0.0.1\""),
        Text("a network", IPNetwork.Parse("10.0.0.0/8"), "\"10.0.0.0/8\""),
    ];

    [TestCaseSource(nameof(_texts))]
    public void A_value_is_written_by_what_is_in_it(object value, Type declared, string expected) => Assert.That(TextOf(value, declared), Is.EqualTo(expected));

    [Test]
    public void The_order_of_a_set_and_of_a_dictionary_does_not_count()
    {
        int[] numbers = [.. Enumerable.Range(0, 50)];
        Assert.That(
            TextOf(new HashSet<int>(numbers), typeof(IReadOnlySet<int>)),
            Is.EqualTo(TextOf(numbers.Reverse().ToFrozenSet(), typeof(IReadOnlySet<int>))));
        Assert.That(
            TextOf(numbers.ToDictionary(number => number), typeof(IReadOnlyDictionary<int, int>)),
            Is.EqualTo(TextOf(numbers.Reverse().ToFrozenDictionary(number => number), typeof(IReadOnlyDictionary<int, int>))));
    }

    [Test]
    public void A_collection_that_may_be_a_list_or_a_set_is_written_as_what_it_is() =>
        Assert.That(
            new[]
            {
                TextOf(new[] { 2, 1 }, typeof(IReadOnlyCollection<int>)),
                TextOf(new List<int> { 1, 2 }, typeof(IReadOnlyCollection<int>)),
                TextOf(new HashSet<int> { 2, 1 }, typeof(IReadOnlyCollection<int>)),
            },
            Is.EqualTo(new[] { "[2,1]", "[1,2]", "{1,2}" }));

    [Test]
    public void A_text_in_a_set_cannot_imitate_its_neighbours() =>
        Assert.That(
            TextOf(new HashSet<string> { "a\",\"b" }, typeof(HashSet<string>)),
            Is.Not.EqualTo(TextOf(new HashSet<string> { "a", "b" }, typeof(HashSet<string>))));

    [Test]
    public void A_relative_path_is_not_the_file_of_that_path() =>
        Assert.That(TextOf(new Uri("/a", UriKind.Relative), typeof(Uri)), Is.Not.EqualTo(TextOf(new Uri("/a", UriKind.Absolute), typeof(Uri))));

    private static readonly TestCaseData[] _keyless =
    [
        Keyless(
            "a set with a comparer of its own",
            new HashSet<int>(EqualityComparer<int>.Create((a, b) => a % 10 == b % 10, a => a % 10)) { 1 },
            "with a comparer that has no text"),
        Keyless(
            "a set that compares by reference",
            new HashSet<string>(ReferenceEqualityComparer.Instance) { "a" },
            "with a comparer that has no text"),
        Keyless("a list that holds itself", HoldingItself(), "contains itself"),
        Keyless("a value that formats itself", new Money(1.25m), "is a CacheKit.Core.Tests.Keys.CollectionTextTests+Money, which has no stable text"),
        Keyless("a list of such values", new object[] { new Money(1.25m) }, "contains a CacheKit.Core.Tests.Keys.CollectionTextTests+Money"),
        Keyless("a list with more to it than its items", new Named { "a" }, "is a CacheKit.Core.Tests.Keys.CollectionTextTests+Named"),
        Keyless("a key that is null", new NullKey(), "whose key text is null"),
    ];

    [TestCaseSource(nameof(_keyless))]
    public void A_value_whose_text_would_not_tell_it_apart_is_refused(object value, string message) =>
        Assert.That(() => TextOf(value, typeof(object)), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void A_type_with_a_registered_text_is_written_by_it_wherever_it_stands()
    {
        KeyText.Register<Length>(length => $"{length.Meters:R} \"m\"");
        Assert.That(TextOf(new Length(1.5), typeof(Length)), Is.EqualTo("""
            "1.5 \"m\""
            """));
        Assert.That(TextOf(new Length?[] { new Length(1), null }, typeof(Length?[])), Is.EqualTo("""["1 \"m\"",null]"""));
        Assert.That(TextOf(new Dictionary<Length, int> { [new Length(1)] = 1 }, typeof(Dictionary<Length, int>)), Is.EqualTo("""{"1 \"m\"":1}"""));
    }

    [Test]
    public void An_interface_with_a_registered_text_is_written_with_the_type_that_implements_it()
    {
        KeyText.Register<IShape>(shape => $"{shape.Sides}");
        Assert.That(TextOf(new Square(), typeof(IShape)), Is.EqualTo("(CacheKit.Core.Tests.Keys.CollectionTextTests+Square)\"4\""));
    }

    [Test]
    public void The_most_derived_interface_writes_a_value_and_two_of_them_write_none()
    {
        KeyText.Register<INamed>(named => $"named {named.Id}");
        KeyText.Register<INumbered>(numbered => $"numbered {numbered.Id}");
        KeyText.Register<IIdentified>(identified => $"identified {identified.Id}");
        Assert.That(TextOf(new OnlyNamed(7), typeof(OnlyNamed)), Is.EqualTo("\"named 7\""));
        Assert.That(() => TextOf(new NamedAndNumbered(7), typeof(NamedAndNumbered)), Throws.ArgumentException.With.Message.Contains("no stable text"));
    }

    [Test]
    public void A_record_of_another_assembly_with_state_that_its_key_would_not_hold_is_refused()
    {
        Assert.That(() => KeyText.RequireParts(typeof(Open), "Id,Name", "x"), Throws.Nothing);
        Assert.That(
            () => KeyText.RequireParts(typeof(Secret), "Id,Name", "x"),
            Throws.ArgumentException.With.Message.Contains("whose field '_more' has no public property"));
        Assert.That(() => KeyText.RequireParts(typeof(Hiding), "Id,Name,Number", "x"), Throws.ArgumentException.With.Message.Contains("field 'Id'"));
    }

    private static string TextOf(object value, Type declared) => ValueText.Append(new System.Text.StringBuilder(), "x", value, declared).ToString();

    private static TestCaseData Text(string name, object value, string expected) =>
        new TestCaseData(value, value is IPAddress ? typeof(IPAddress) : DeclaredOf(value), expected).SetArgDisplayNames(name);

    private static TestCaseData Keyless(string name, object value, string message) => new TestCaseData(value, message).SetArgDisplayNames(name);

    // A frozen collection has a class for its size and its items.
    private static Type DeclaredOf(object value)
    {
        Type type = value.GetType();
        while (type.BaseType is { IsGenericType: true } ancestor)
            type = ancestor;
        return type;
    }

    private static List<object> HoldingItself()
    {
        var list = new List<object>();
        list.Add(list);
        return list;
    }

    private sealed class Modulo(int divisor) : IEqualityComparer<int>, ICacheKey
    {
        public string CacheKey => $"{divisor}";

        public bool Equals(int x, int y) => x % divisor == y % divisor;

        public int GetHashCode(int obj) => obj % divisor;
    }

    private sealed class Money(decimal amount) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? provider) => $"{amount:0}";
    }

    private sealed class Named : List<string>
    {
        public string? Name { get; set; }
    }

    private sealed class NullKey : ICacheKey
    {
        public string CacheKey => null!;
    }

    private readonly record struct Length(double Meters);

    private record Open(int Id)
    {
        public string? Name { get; init; }

        public string Computed => $"{Id}";
    }

    private sealed record Secret(int Id) : Open(Id)
    {
        private readonly int _more = Id;

        public override string ToString() => $"{_more}";
    }

    private sealed record Hiding(int Number) : Open(1)
    {
        public new int Id { get; init; } = Number;
    }

    private interface IShape
    {
        int Sides { get; }
    }

    private sealed class Square : IShape
    {
        public int Sides => 4;
    }

    private interface IIdentified
    {
        int Id { get; }
    }

    private interface INamed : IIdentified;

    private interface INumbered : IIdentified;

    private sealed class OnlyNamed(int id) : INamed
    {
        public int Id => id;
    }

    private sealed class NamedAndNumbered(int id) : INamed, INumbered
    {
        public int Id => id;
    }
}
