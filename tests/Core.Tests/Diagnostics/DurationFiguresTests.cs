namespace CacheKit.Core.Tests.Diagnostics;

[TestFixture]
internal sealed class DurationFiguresTests
{
    private readonly DurationFigures _figures = new();

    [Test]
    public void Without_durations_all_figures_are_zero() => Assert.That(
        (_figures.Count, _figures.Mean, _figures.Max, _figures.Percentile(0.95)), Is.EqualTo((0L, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)));

    [Test]
    public void Count_mean_and_maximum_are_exact()
    {
        foreach (int milliseconds in new[] { 5, 1, 30 })
            _figures.Add(TimeSpan.FromMilliseconds(milliseconds));
        Assert.That(
            (_figures.Count, _figures.Mean, _figures.Max), Is.EqualTo((3L, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(30))));
    }

    [TestCase(0.5)]
    [TestCase(0.95)]
    [TestCase(1)]
    public void A_percentile_is_at_most_a_fifth_too_long(double fraction)
    {
        for (int i = 1; i <= 1_000; i++)
            _figures.Add(TimeSpan.FromMilliseconds(i));
        Assert.That(_figures.Percentile(fraction).TotalMilliseconds, Is.InRange(1_000 * fraction, 1_000 * fraction * 1.2));
    }

    [Test]
    public void A_percentile_is_never_longer_than_the_longest_duration()
    {
        _figures.Add(TimeSpan.FromMilliseconds(10.1));
        Assert.That(_figures.Percentile(0.95), Is.EqualTo(_figures.Max));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1e9)]
    public void Durations_outside_of_the_buckets_are_kept(double seconds)
    {
        _figures.Add(TimeSpan.FromSeconds(seconds));
        Assert.That(_figures.Percentile(0.95), Is.EqualTo(seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero));
    }
}
