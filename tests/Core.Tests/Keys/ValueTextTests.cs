using System.Runtime.CompilerServices;
using System.Text;
using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Keys;

/// <summary>The arguments of a call in its key.</summary>
[TestFixture]
internal sealed class ValueTextTests
{
    // The beginning of a text that formats itself.
    private const string FormattableType = "(System.Runtime.CompilerServices.FormattableStringFactory+ConcreteFormattableString)";

    private static readonly TestCaseData[] _texts =
    [
        Text("a number", Call.TextOf(() => Shop.Rate(0.1)), "Rate(value=0.1)"),
        Text("a number beyond all", Call.TextOf(() => Shop.Rate(double.NegativeInfinity)), "Rate(value=-Infinity)"),
        Text("a decimal with its scale", Call.TextOf(() => Shop.Amount(1.50m)), "Amount(value=1.50)"),
        Text("true", Call.TextOf(() => Shop.Flag(true)), "Flag(value=true)"),
        Text("null", Call.TextOf(() => Shop.Text(null)), "Text(value=null)"),
        Text("the text null", Call.TextOf(() => Shop.Text("null")), """Text(value="null")"""),
        Text("an empty text", Call.TextOf(() => Shop.Text("")), """Text(value="")"""),
        Text("a text with quotes", Call.TextOf(() => Shop.Text("a\"b")), """Text(value="a\"b")"""),
        Text("a text with a backslash", Call.TextOf(() => Shop.Text(@"a\b")), """Text(value="a\\b")"""),
        Text("a text with a line break", Call.TextOf(() => Shop.Text("a\r\nb\0")), """Text(value="a\u000D\u000Ab\u0000")"""),
        Text("a text in another script", Call.TextOf(() => Shop.Text("日本 😀")), """Text(value="日本 😀")"""),
        Text("a text with separators", Call.TextOf(() => Shop.Text("7,b=8)")), """Text(value="7,b=8)")"""),
        Text("two texts", Call.TextOf(() => Shop.Texts("x", null)), """Texts(a="x",b=null)"""),
        Text("a character", Call.TextOf(() => Shop.Character('"')), """Character(value="\"")"""),
        Text("an enum", Call.TextOf(() => Shop.Day(DayOfWeek.Friday)), "Day(value=Friday)"),
        Text("an enum without a name", Call.TextOf(() => Shop.Day((DayOfWeek)9)), "Day(value=9)"),
        Text("flags", Call.TextOf(() => Shop.Files(FileAttributes.Hidden | FileAttributes.System)), "Files(value=Hidden|System)"),
        Text("a time of no place", Call.TextOf(() => Shop.When(new DateTime(2026, 11, 22, 7, 8, 9))), "When(value=2026-11-22T07:08:09.0000000)"),
        Text("a time in UTC", Call.TextOf(() => Shop.When(new DateTime(2026, 11, 22, 7, 8, 9, DateTimeKind.Utc))), "When(value=2026-11-22T07:08:09.0000000Z)"),
        Text(
            "an instant",
            Call.TextOf(() => Shop.Instant(new DateTimeOffset(2026, 11, 22, 7, 8, 9, TimeSpan.FromHours(2)))),
            "Instant(value=2026-11-22T07:08:09.0000000+02:00)"),
        Text("a date", Call.TextOf(() => Shop.Date(new DateOnly(2026, 11, 22))), "Date(value=2026-11-22)"),
        Text("a time of day", Call.TextOf(() => Shop.Time(new TimeOnly(7, 8, 9))), "Time(value=07:08:09.0000000)"),
        Text("a time span", Call.TextOf(() => Shop.Span(TimeSpan.FromMilliseconds(90_001))), "Span(value=00:01:30.0010000)"),
        Text("a Guid", Call.TextOf(() => Shop.Id(Guid.Empty)), "Id(value=00000000-0000-0000-0000-000000000000)"),
        Text("a Uri", Call.TextOf(() => Shop.Link(new Uri("http://host/a?b=1,2"))), """Link(value="http://host/a?b=1,2")"""),
        Text("a version", Call.TextOf(() => Shop.Release(new Version(1, 2, 3))), "Release(value=1.2.3)"),
        Text("a list", Call.TextOf(() => Shop.Numbers(new List<int> { 1, 2 })), "Numbers(values=[1,2])"),
        Text("an empty list", Call.TextOf(() => Shop.Numbers(Array.Empty<int>())), "Numbers(values=[])"),
        Text("a list of texts", Call.TextOf(() => Shop.Names(new[] { "a,b", null })), """Names(values=["a,b",null])"""),
        Text("a list of lists", Call.TextOf(() => Shop.Nested(new[] { new[] { 1 }, new[] { 2, 3 } })), "Nested(values=[[1],[2,3]])"),
        Text(
            "a list of anything",
            Call.TextOf(() => Shop.Objects(new object?[] { 1, "a", null })),
            """Objects(values=[(System.Int32)1,(System.String)"a",null])"""),
        Text("a tuple", Call.TextOf(() => Shop.Pairs(ValueTuple.Create("a reader", 36))), """Pairs(value=("a reader",36))"""),
        Text("anything", Call.TextOf(() => Shop.Any(7)), "Any(value=(System.Int32)7)"),
        Text("a value of a type that was taught", Call.TextOf(() => Shop.Own(new Shop.Celsius("20,5"))), """Own(value="20,5")"""),
    ];

    [TestCaseSource(nameof(_texts))]
    public void An_argument_is_written_so_that_it_can_be_read(string text, string expected) => Assert.That(text, Is.EqualTo(expected));

    [Test, SetCulture("de-DE")]
    public void An_argument_is_written_the_same_in_every_culture() =>
        Assert.That(Call.TextOf(() => Shop.Rate(1234.5)), Is.EqualTo("Rate(value=1234.5)"));

    [Test]
    public void A_local_time_is_not_one_in_UTC() =>
        Assert.That(
            Call.TextOf(() => Shop.When(new DateTime(7, DateTimeKind.Local))),
            Is.Not.EqualTo(Call.TextOf(() => Shop.When(new DateTime(7, DateTimeKind.Utc)))));

    [Test]
    public void Negative_zero_is_not_zero() =>
        Assert.That(Call.TextOf(() => Shop.Rate(-0.0)), Is.Not.EqualTo(Call.TextOf(() => Shop.Rate(0.0))));

    [Test]
    public void The_last_items_of_a_long_tuple_count() =>
        Assert.That(
            Call.TextOf(() => Shop.LongTuple(new ValueTuple<int, int, int, int, int, int, int, (int, string)>(1, 2, 3, 4, 5, 6, 7, ValueTuple.Create(8, "a")))),
            Does.EndWith("""7,(System.Int32)8,(System.String)"a"))"""));

    [Test]
    public void An_argument_of_type_object_is_written_with_its_type() =>
        Assert.That(new[]
        {
            Call.TextOf(() => Shop.Any(7)), Call.TextOf(() => Shop.Any(7L)), Call.TextOf(() => Shop.Any(7.0)), Call.TextOf(() => Shop.Any("7")),
            Call.TextOf(() => Shop.Any('7')),
            Call.TextOf(() => Shop.Any(7m)),
            Call.TextOf(() => Shop.Any(ValueTuple.Create(7))),
            Call.TextOf(() => Shop.Any(new Rune('7'))),
        }, Is.Unique);

    [Test]
    public void The_items_of_a_list_of_objects_are_written_with_their_types() =>
        Assert.That(Call.TextOf(() => Shop.Any(new[] { 7 })), Is.Not.EqualTo(Call.TextOf(() => Shop.Any(new[] { 7L }))));

    [Test]
    public void A_list_is_written_by_its_items_and_not_by_its_type() =>
        Assert.That(Call.TextOf(() => Shop.Numbers(new[] { 1, 2 })), Is.EqualTo(Call.TextOf(() => Shop.Numbers(new List<int> { 1, 2 }))));

    [Test]
    public void A_list_of_one_text_with_a_comma_is_not_a_list_of_two() =>
        Assert.That(Call.TextOf(() => Shop.Names(new[] { "a\",\"b" })), Is.Not.EqualTo(Call.TextOf(() => Shop.Names(new[] { "a", "b" }))));

    [Test]
    public void A_text_that_formats_itself_cannot_imitate_another_argument() =>
        Assert.That(
            Call.KeyOf(() => Shop.Query(Formattable("1"), Formattable("2,b=" + FormattableType + "3"))),
            Is.Not.EqualTo(Call.KeyOf(() => Shop.Query(Formattable("1,b=" + FormattableType + "2"), Formattable("3")))));

    [Test]
    public void A_text_that_formats_itself_counts_by_its_arguments() =>
        Assert.That(
            Call.KeyOf(() => Shop.Query(FormattableStringFactory.Create("a={0},b={1}", "1", "2,b=3"), null)),
            Is.Not.EqualTo(Call.KeyOf(() => Shop.Query(FormattableStringFactory.Create("a={0},b={1}", "1,b=2", "3"), null))));

    [Test]
    public void A_letter_that_is_a_separator_is_quoted() =>
        Assert.That(Call.TextOf(() => Shop.Letters(new Rune(','), new Rune('"'))), Is.EqualTo("""Letters(a=",",b="\"")"""));

    [Test]
    public void An_argument_without_a_text_of_its_own_is_an_error_that_names_it_and_says_what_to_do() =>
        Assert.That(
            () => Call.KeyOf(() => Shop.Stream(Stream.Null)),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("source")
                .And.Message.Contains("The argument 'source' is a System.IO.Stream").And.Message.Contains("[CacheIgnore]"));

    [Test]
    public void An_item_of_a_list_without_a_text_of_its_own_is_the_same_error() =>
        Assert.That(() => Call.KeyOf(() => Shop.Objects(new object[] { new() })), Throws.ArgumentException.With.Message.Contains("'values'"));

    [Test]
    public void A_null_of_a_type_without_a_text_of_its_own_is_a_null() =>
        Assert.That(Call.TextOf(() => Shop.Stream(null)), Is.EqualTo("Stream(source=null)"));

    [Test]
    [SetCulture("sv-SE")]
    public void A_member_of_an_enum_without_a_name_has_the_same_text_in_every_culture()
    {
        var written = new KeyText(stackalloc char[2]);
        written.Enum((DayOfWeek)(-12));
        Assert.That(written.Written.ToString(), Is.EqualTo("-12"));
        Assert.That(Call.TextOf(() => Shop.Day((DayOfWeek)(-12))), Is.EqualTo("Day(value=-12)"));
        Assert.That((TagText.Of((DayOfWeek)(-12)), TagText.Of((Large)ulong.MaxValue)), Is.EqualTo(("-12", "18446744073709551615")));
    }

    [Test]
    public void An_array_of_two_dimensions_is_an_error() =>
        Assert.That(() => Call.KeyOf(() => Shop.Any(new int[1, 1])), Throws.ArgumentException.With.Message.Contains("'value'"));

    private static TestCaseData Text(string name, string text, string expected) => new TestCaseData(text, expected).SetArgDisplayNames(name);

    private static FormattableString Formattable(string text) => FormattableStringFactory.Create(text);

    private enum Large : ulong
    {
        None,
    }
}
