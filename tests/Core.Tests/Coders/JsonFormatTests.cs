namespace CacheKit.Core.Tests.Coders;

/// <summary>A payload is the JSON that a reader of the store expects.</summary>
[TestFixture]
internal sealed class JsonFormatTests
{
    private static readonly JsonCoder _coder = new();

    [Test]
    public void An_object_is_plain_JSON() =>
        Assert.That(_coder.JsonOf(new { hello = "world", Count = 1 }), Is.EqualTo("""{"hello":"world","Count":1}"""));

    [TestCase("ünïcödé")]
    [TestCase("日本語")]
    [TestCase("ключ")]
    [TestCase("<b>it's & that</b>")]
    [TestCase("a+b")]
    public void A_text_stays_readable(string text) =>
        Assert.That(_coder.JsonOf(text), Is.EqualTo($"\"{text}\""));

    [Test]
    public void The_text_null_is_not_a_null() =>
        Assert.That((_coder.JsonOf("null"), _coder.JsonOf<string?>(null)), Is.EqualTo(("\"null\"", "null")));

    [Test]
    public void A_tuple_has_its_items() => Assert.That(_coder.JsonOf((1, "a")), Is.EqualTo("""{"Item1":1,"Item2":"a"}"""));

    [Test]
    public void Not_a_number_is_written_as_a_name() => Assert.That(_coder.JsonOf(double.NaN), Is.EqualTo("\"NaN\""));

    [Test]
    public void A_decimal_is_written_with_its_scale() => Assert.That(_coder.JsonOf(1.50m), Is.EqualTo("1.50"));
}
