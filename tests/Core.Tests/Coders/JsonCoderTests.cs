using System.Collections.Immutable;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>A value comes back from JSON unchanged and with its declared type.</summary>
[TestFixture]
internal sealed class JsonCoderTests
{
    private static readonly JsonCoder _coder = new();

    private static readonly TestCaseData[] _values =
    [
        Trip("a record", new Person("a reader", new DateOnly(1815, 12, 10))),
        Trip("a null inside of a record", new Person(null, default)),
        Trip("init properties", new Settings { Name = "x", Limits = new Limits { Low = 1, High = 2 } }),
        Trip("a struct", new Limits { Low = -1, High = 1 }),
        Trip("fields", new Point { X = 1, Y = 2 }),
        Trip("a time in UTC", new DateTime(2026, 11, 22, 7, 8, 9, 123, DateTimeKind.Utc).AddTicks(4567)),
        Trip("a time of no place", new DateTime(2026, 11, 22)),
        Trip("an instant", new DateTimeOffset(2026, 11, 22, 7, 8, 9, TimeSpan.FromHours(-3.5))),
        Trip("the last instant", DateTimeOffset.MaxValue),
        Trip("a date", new DateOnly(2026, 11, 22)),
        Trip("a time of day", new TimeOnly(23, 59, 59, 999)),
        Trip("a time span", new TimeSpan(1, 2, 3, 4, 5)),
        Trip("a negative time span", TimeSpan.MinValue),
        Trip("a Guid", Guid.Parse("0123456789abcdef0123456789abcdef")),
        Trip("an enum", DayOfWeek.Friday),
        Trip("an enum without a name", (DayOfWeek)99),
        Trip("flags", FileAttributes.Hidden | FileAttributes.System),
        Trip("a long", long.MinValue),
        Trip("an unsigned long", ulong.MaxValue),
        Trip("a big number", Int128.MaxValue),
        Trip("a double", 0.1 + 0.2),
        Trip("no number", double.NaN),
        Trip("an infinity", float.NegativeInfinity),
        Trip("a half", Half.MaxValue),
        Trip("a bool", true),
        Trip("a character", '\u2028'),
        Trip("a text", "line\r\n\"quoted\" \\ \0 <html> & ünïcödé 日本 😀"),
        Trip("the text null", "null"),
        Trip("an empty text", ""),
        Trip("a null text", (string?)null),
        Trip("a null of a nullable", (int?)null),
        Trip("a nullable", (int?)7),
        Trip("a Uri", new Uri("http://host/a b?c=%20")),
        Trip("a version", new Version(1, 2, 3, 4)),
        Trip("a tuple", (1, "two", (3.5m, DayOfWeek.Friday))),
        Trip("a long tuple", (1, 2, 3, 4, 5, 6, 7, 8, "nine")),
    ];

    [TestCaseSource(nameof(_values))]
    public void A_value_comes_back_as_it_was<T>(Box<T> value) => Assert.That(_coder.RoundTrip(value.Value), Is.EqualTo(value.Value));

    [TestCase(DateTimeKind.Utc)]
    [TestCase(DateTimeKind.Local)]
    [TestCase(DateTimeKind.Unspecified)]
    public void A_time_keeps_its_kind(DateTimeKind kind) =>
        Assert.That(_coder.RoundTrip(new DateTime(2026, 11, 22, 7, 8, 9, kind)).Kind, Is.EqualTo(kind));

    [TestCase("0")]
    [TestCase("1.0")]
    [TestCase("1.50")]
    [TestCase("-0.0000000000000000000000000001")]
    [TestCase("79228162514264337593543950335")]
    public void A_decimal_keeps_its_scale(string text)
    {
        decimal value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(decimal.GetBits(_coder.RoundTrip(value)), Is.EqualTo(decimal.GetBits(value)));
    }

    [Test]
    public void Negative_zero_stays_negative() => Assert.That(double.IsNegative(_coder.RoundTrip(-0.0)), Is.True);

    [Test]
    public void A_list_comes_back() =>
        Assert.That(
            _coder.RoundTrip(new List<Person?> { new("a reader", default), null }),
            Is.EqualTo(new[] { new Person("a reader", default), null }));

    [Test]
    public void A_dictionary_comes_back()
    {
        var value = new Dictionary<string, decimal?> { [""] = 1.50m, ["a.b $"] = null };
        Assert.That(_coder.RoundTrip(value), Is.EqualTo(value));
    }

    [Test]
    public void A_dictionary_with_other_keys_than_texts_comes_back()
    {
        var value = new Dictionary<DayOfWeek, List<int>> { [DayOfWeek.Friday] = [1, 2] };
        Assert.That(_coder.RoundTrip(value), Is.EqualTo(value));
    }

    [Test]
    public void An_immutable_array_comes_back() => Assert.That(_coder.RoundTrip(ImmutableArray.Create(1, 2)), Is.EqualTo(new[] { 1, 2 }));

    [Test]
    public void An_interface_comes_back_as_a_type_that_implements_it() =>
        Assert.That(
            _coder.RoundTrip<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 }),
            Is.EqualTo(new Dictionary<string, int> { ["a"] = 1 }));

    [Test]
    public void Deeply_nested_values_come_back()
    {
        Node? value = null;
        for (int depth = 0; depth < 50; depth++)
            value = new Node(depth, value);
        Assert.That(_coder.RoundTrip(value), Is.EqualTo(value));
    }

    [Test]
    public void A_payload_of_another_form_is_an_error() =>
        Assert.That(() => _coder.Decode<Person>("[1]"u8), Throws.InstanceOf<System.Text.Json.JsonException>());

    [Test]
    public void A_null_payload_of_a_value_that_cannot_be_null_is_an_error() =>
        Assert.That(() => _coder.Decode<int>("null"u8), Throws.InstanceOf<System.Text.Json.JsonException>());

    [Test]
    public void An_output_is_needed() => Assert.That(() => _coder.Encode(7, null!), Throws.ArgumentNullException);

    private static TestCaseData Trip<T>(string name, T value) => Case.Of(name, new Box<T>(value));

    // Keeps the declared type, which for a null there is no other way to tell.
    internal sealed record Box<T>(T Value);

    internal sealed record Person(string? Name, DateOnly Born);

    internal sealed record Settings
    {
        public required string Name { get; init; }

        public Limits Limits { get; init; }
    }

    internal readonly record struct Limits
    {
        public int Low { get; init; }

        public int High { get; init; }
    }

    internal struct Point
    {
        public int X;
        public int Y;
    }

    internal sealed record Node(int Depth, Node? Next);
}
