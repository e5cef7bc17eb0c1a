using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CacheKit.Core.Tests.Fakes;
using CacheKit.Core.Tests.Values.Samples;

namespace CacheKit.Core.Tests.Values;

/// <summary>The size of a value is an estimate of the memory that it takes.</summary>
[TestFixture]
internal sealed partial class ValueSizeTests
{
    private static readonly string _kilobyte = new('x', 500);

    private static readonly TestCaseData[] _tens =
    [
        Case.Of("bytes", new byte[10_000]),
        Case.Of("text", new string('x', 5_000)),
        Case.Of("numbers", Enumerable.Range(0, 2_500).ToList()),
        Case.Of("a list of texts", Texts().ToList()),
        Case.Of("a dictionary of texts", Texts().Index().ToDictionary(item => item.Index, item => item.Item)),
        Case.Of("an immutable list of texts", Texts().ToImmutableList()),
        Case.Of("a linked list of texts", new LinkedList<string>(Texts())),
        Case.Of("objects of texts", Texts().Select(text => new Shop.Account { Name = text }).ToArray()),
        Case.Of("tuples of texts", Texts().Select(text => Tuple.Create(1, text)).ToArray()),
        Case.Of("structs of texts", Texts().Select(text => (1, text)).ToArray()),
        Case.Of("a struct of bytes in an object", new Shop.Holder<Memory<byte>> { Value = new byte[10_000] }),
        Case.Of("a nullable struct of bytes in an object", new Shop.Holder<Memory<byte>?> { Value = new byte[10_000] }),
        Case.Of("nullable structs of texts", Texts().Select(text => ((int, string)?)(1, text)).Append(null).ToArray()),
        Case.Of("parsed JSON", JsonNode.Parse($"\"{new string('x', 9_000)}\"")!),
    ];

    [TestCaseSource(nameof(_tens))]
    public void Ten_thousand_bytes_count_for_about_as_many(object value) => Assert.That(ValueSize.Of(value), Is.InRange(9_000, 13_000));

    [Test]
    public void A_value_has_the_same_size_each_time()
    {
        string[] texts = [.. Texts()];
        long first = ValueSize.Of(texts);
        Assert.That(ValueSize.Of(texts), Is.EqualTo(first));
    }

    [Test]
    public void A_value_has_the_same_size_if_a_static_constructor_stores_another_value_meanwhile()
    {
        object[] value = [_kilobyte, new StoredAtFirst(), new string('x', 5_000)];
        long first = ValueSize.Of(value);
        Assert.That(ValueSize.Of(value), Is.EqualTo(first));
    }

    [Test]
    public void The_memory_that_a_large_value_needed_is_not_kept()
    {
        string[] value = [.. Enumerable.Repeat(_kilobyte, 100_000)];
        ValueSize.Of(value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ValueSize.Of(value);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.GreaterThan(100_000));
    }

    [Test]
    public void An_object_with_two_references_counts_once()
    {
        string text = new('x', 5_000);
        Assert.That(ValueSize.Of(new List<string> { text, text }), Is.LessThan(11_000));
    }

    [Test]
    public void A_cycle_of_references_has_a_size() => Assert.That(ValueSize.Of(Shop.Customers()), Is.InRange(100, 2_000));

    [Test]
    public void Objects_that_many_values_share_do_not_count() =>
        Assert.That(ValueSize.Of(new object[] { typeof(Shop), CultureInfo.InvariantCulture, Digits(), StringComparer.OrdinalIgnoreCase }), Is.LessThan(1_000));

    [Test]
    public void A_null_has_the_size_zero() => Assert.That(ValueSize.Of(null), Is.Zero);

    private static IEnumerable<string> Texts() => Enumerable.Range(0, 10).Select(number => _kilobyte + (char)('a' + number));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    // Its static constructor runs when its static fields are read.
    private sealed class StoredAtFirst
    {
        private static readonly long _size = ValueSize.Of(new object[] { _kilobyte, 1 });
        private static readonly StoredAtFirst? _first = _size > 0 ? new StoredAtFirst() : null;

        public StoredAtFirst? Other { get; set; }

        public static StoredAtFirst? First => _first;
    }
}
