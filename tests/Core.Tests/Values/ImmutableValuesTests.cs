using System.Collections.Frozen;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Numerics;

namespace CacheKit.Core.Tests.Values;

[TestFixture]
internal sealed class ImmutableValuesTests
{
    private static readonly object[] _immutable =
    [
        "text", 7, 7.5m, 'c', true, DayOfWeek.Friday, DateTimeOffset.UnixEpoch, DateOnly.MinValue, TimeSpan.Zero, Guid.Empty, Int128.One,
        new Uri("http://localhost"), new Version(1, 2), new object(), new { Name = "anonymous", Age = 7 }, (1, "two"), Tuple.Create(1, "two"),
        KeyValuePair.Create("key", 1), ImmutableArray.Create("a"), ImmutableHashSet.Create(1), ImmutableSortedSet.Create(1),
        ImmutableDictionary<string, int>.Empty,
        ImmutableSortedDictionary<int, Guid>.Empty, ImmutableQueue.Create(1), ImmutableStack.Create(1), ImmutableList.Create(ImmutableArray.Create(1)),
        new Sealed(1), new Holder<Sealed>(new Sealed(1)), new Holder<int?>(7), new Node(1, null), new Marked(), new Holder<MarkedToo>(new MarkedToo()),
        new Mutable(), new Point(1, 2), new Holder<Counter>(new Counter()), new Fixed(1),
        new Open(1), new Holder<object>("text"), new Holder<Open>(new Open(1)), new Holder<Marked>(new Marked()), new Holder<IFormattable>(7),
        new Holder<object>(new Holder<object>((1, "two"))),
        new Holder<object>(default(ImmutableArray<object>)),
        new ReadOnlyMemory<byte>(),
        ImmutableList.Create<object>("text"),
        ImmutableDictionary<string, object>.Empty.Add("key", new Open(1)),
        BigInteger.One, DBNull.Value, typeof(string), StringComparer.OrdinalIgnoreCase, new[] { 1 }.ToFrozenSet(), new[] { "a" }.ToFrozenDictionary(key => key),
    ];

    private static readonly object[] _mutable =
    [
        new int[1], Array.Empty<int>(), new List<int>(), new Dictionary<string, int>(), new HashSet<int>(), (1, new List<int>()), Tuple.Create(new int[1]),
        ImmutableArray.Create(new List<int>()), ImmutableDictionary<string, int[]>.Empty.Add("key", [1]), ImmutableList.Create<object>("text", new List<int>()),
        new Settable(), new Counter(), new Holder<ICounter>(new Counter()), ImmutableList.Create<object>(new Counter()),
        new Renewed(1), new Holder<ICounter>(new Renewed(1)),
        new Holder<Settable>(new Settable()),
        new Holder<object>(new Settable()),
        new Holder<Open>(new Derived(1)),
        new Holder<object>(new Holder<object>(new int[1])),
        new Holder<object>(ImmutableArray.Create(new List<int>())), new[] { new Settable() }.ToFrozenSet(),
        new Holder<int[]>([]), new MutableNode(), new Derived(1), new Denied(1), new MarkedBelow(), new Action(static () => { }),
        new MemoryStream(), new ReadOnlyMemory<byte>([1]), new ArraySegment<byte>([1]), new List<int>().AsReadOnly(), new Lazy<int>(7),
    ];

    [TestCaseSource(nameof(_immutable))]
    public void A_value_that_nobody_can_change_is_immutable(object value) => Assert.That(ImmutableValues.Holds(value), Is.True);

    [TestCaseSource(nameof(_mutable))]
    public void A_value_that_somebody_can_change_is_mutable(object value) => Assert.That(ImmutableValues.Holds(value), Is.False);

    [Test]
    public void A_null_is_immutable_whatever_its_type() => Assert.That(ImmutableValues.Holds<List<int>?>(null), Is.True);

    [Test]
    public void The_value_counts_and_not_its_declared_type() =>
        Assert.That(
            (ImmutableValues.Holds<IReadOnlyList<int>>(ImmutableList.Create(1)), ImmutableValues.Holds<IReadOnlyList<int>>(new[] { 1 })),
            Is.EqualTo((true, false)));

    [Test]
    public void A_circle_of_read_only_fields_is_immutable()
    {
        var ring = new RingOfOne();
        Assert.That(ImmutableValues.Holds(ring), Is.True);
    }

    [Test]
    public void Types_that_refer_to_each_other_are_judged_by_their_other_fields() =>
        Assert.That((ImmutableValues.Holds(new Left(null, 1)), ImmutableValues.Holds(new BadLeft(new BadRight(null, [])))), Is.EqualTo((true, false)));

    [Test]
    public void Types_that_refer_to_each_other_are_judged_the_same_in_either_order() =>
        Assert.That((ImmutableTypes.Contains(typeof(BadRight)), ImmutableTypes.Contains(typeof(BadLeft))), Is.EqualTo((false, false)));

    private sealed record Sealed(int Number);

    private record Open(int Number);

    private sealed record Derived(int Number) : Open(Number)
    {
        public List<int> Lines { get; } = [];
    }

    private sealed record Holder<T>(T Value);

    private abstract class Ring
    {
        protected Ring() => Self = this;

        public Ring Self { get; }
    }

    private sealed class RingOfOne : Ring
    {
    }

    private sealed record Node(int Number, Node? Next);

    private sealed class MutableNode
    {
        public MutableNode? Next { get; set; }
    }

    private sealed class Settable
    {
        public int Number { get; set; }
    }

    // Without an interface nobody can modify its box.
    private struct Mutable
    {
        public int Number { get; set; }
    }

    private record struct Point(int X, int Y);

    private interface ICounter
    {
        int Next();
    }

    private struct Counter : ICounter
    {
        private int _number;

        public int Next() => ++_number;
    }

    // Its method replaces all fields, although each of them is read-only.
    private struct Renewed(int number) : ICounter
    {
        private readonly int _number = number;

        public int Next()
        {
            this = new Renewed(_number + 1);
            return _number;
        }
    }

    private readonly record struct Fixed(int Number) : ICounter
    {
        public int Next() => Number;
    }

    [ImmutableObject(true)]
    private class Marked
    {
        public int Number { get; set; }
    }

    [ImmutableObject(true)]
    private sealed class MarkedToo
    {
        public int Number { get; set; }
    }

    [ImmutableObject(false)]
    private sealed record Denied(int Number);

    // The attribute of a type does not count for the types that derive from it.
    private sealed class MarkedBelow : Marked
    {
        public List<int> Lines { get; } = [];
    }

    private sealed record Left(Right? Right, int Number);

    private sealed record Right(Left? Left);

    private sealed record BadLeft(BadRight? Right);

    private sealed record BadRight(BadLeft? Left, List<int> Lines);
}
