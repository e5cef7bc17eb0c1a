namespace CacheKit.Core.Tests.Generations;

/// <summary>Which evictions count against a tag that a factory adds.</summary>
[TestFixture]
internal sealed class EvictionTimesTests
{
    private const int Capacity = 4_096;

    private EvictionTimes _times = null!;

    [SetUp]
    public void Evict()
    {
        _times = new EvictionTimes();
        _times.Record("users", 1_000);
    }

    [Test]
    public void An_eviction_of_any_number_of_other_tags_up_to_the_capacity_does_not_count()
    {
        for (int i = 0; i < Capacity - 1; i++)
            _times.Record($"other {i}", 2_000);
        Assert.That((_times.LastOf("users"), _times.LastOf("orders")), Is.EqualTo((1_000, long.MinValue)));
    }

    [Test]
    public void Beyond_the_capacity_an_earlier_eviction_counts_for_every_tag()
    {
        for (int i = 0; i < Capacity; i++)
            _times.Record("others", 2_000 + i);
        Assert.That((_times.LastOf("users"), _times.LastOf("orders")), Is.EqualTo((1_000, 1_000)));

        _times.Record("others", 9_000);
        Assert.That((_times.LastOf("orders"), _times.LastOf("others")), Is.EqualTo((2_000, 9_000)));
    }

    [Test]
    public void No_more_tags_are_kept_than_the_capacity()
    {
        for (int i = 0; i < 3 * Capacity; i++)
            _times.Record($"other {i}", 2_000);
        Assert.That(_times.Count, Is.EqualTo(Capacity));
    }

    [Test]
    public void The_latest_eviction_of_a_tag_counts_even_if_the_clock_was_set_back()
    {
        _times.Record("users", 500);
        Assert.That(_times.LastOf("users"), Is.EqualTo(1_000));
    }
}
