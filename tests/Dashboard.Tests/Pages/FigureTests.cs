namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed class FigureTests
{
    [TestCase(null, "–")]
    [TestCase(0, "0")]
    [TestCase(999, "999")]
    [TestCase(1_234_567, "1,234,567")]
    public void A_count_has_separators(long? count, string text) => Assert.That(Figure.Count(count), Is.EqualTo(text));

    [TestCase(null, "–")]
    [TestCase(0.0, "0.0 %")]
    [TestCase(0.5, "50.0 %")]
    [TestCase(0.99999, "99.9 %")]
    [TestCase(1.0, "100.0 %")]
    public void Only_a_ratio_of_one_reads_as_all(double? ratio, string text) => Assert.That(Figure.Ratio(ratio), Is.EqualTo(text));

    [TestCase(null, "–")]
    [TestCase(0, "0 B")]
    [TestCase(1_023, "1023 B")]
    [TestCase(1_024, "1.0 KB")]
    [TestCase(15_000_000, "14 MB")]
    [TestCase(5_368_709_120, "5.0 GB")]
    public void Bytes_have_a_unit(long? bytes, string text) => Assert.That(Figure.Bytes(bytes), Is.EqualTo(text));

    [TestCase(null, "–")]
    [TestCase(0.0, "0.00 ms")]
    [TestCase(0.00042, "0.42 ms")]
    [TestCase(0.0042, "4.2 ms")]
    [TestCase(0.42, "420 ms")]
    [TestCase(4.2, "4.2 s")]
    [TestCase(61.0, "1 min 1 s")]
    public void A_duration_has_as_many_digits_as_matter(double? seconds, string text) =>
        Assert.That(Figure.Duration(seconds), Is.EqualTo(text));

    [TestCase(null, "never expires")]
    [TestCase(-1.0, "0 s")]
    [TestCase(59.9, "59 s")]
    [TestCase(60.0, "1 min")]
    [TestCase(3_599.0, "59 min 59 s")]
    [TestCase(3_600.0, "1 h")]
    [TestCase(90_000.0, "1 d 1 h")]
    public void A_life_has_at_most_two_units(double? seconds, string text) => Assert.That(Figure.Life(seconds), Is.EqualTo(text));
}
