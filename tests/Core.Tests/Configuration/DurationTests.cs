namespace CacheKit.Core.Tests.Configuration;

[TestFixture]
internal sealed class DurationTests
{
    [TestCase("00:05:00", 300)]
    [TestCase("1.02:00:00", 93_600)]
    [TestCase("00:00:00.5", 0.5)]
    [TestCase("500ms", 0.5)]
    [TestCase("30s", 30)]
    [TestCase("5m", 300)]
    [TestCase("1h", 3600)]
    [TestCase("1.5H", 5400)]
    [TestCase("1d", 86_400)]
    [TestCase("-1s", -1)]
    [TestCase("0s", 0)]
    public void A_duration_is_a_time_span_or_a_number_with_a_unit(string text, double seconds)
    {
        Assert.That(Duration.TryParse(text, out TimeSpan duration), Is.True);
        Assert.That(duration.TotalSeconds, Is.EqualTo(seconds));
    }

    // TimeSpan.Parse reads the first two as 60 days and 24 days.
    [TestCase("60")]
    [TestCase("24:00:00")]
    [TestCase("5 minutes")]
    [TestCase("s")]
    [TestCase("1,5h")]
    [TestCase("NaNs")]
    [TestCase("99999999999d")]
    [TestCase("5w")]
    public void Another_text_is_no_duration(string text) => Assert.That(Duration.TryParse(text, out _), Is.False);
}
