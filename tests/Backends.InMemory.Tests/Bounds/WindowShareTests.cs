namespace CacheKit.Backends.InMemory.Tests.Bounds;

/// <summary>The share of the window, which follows the hit ratio.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WindowShareTests
{
    private const double First = 0.01;
    private const double Least = 0.001;
    private const double Most = 0.8;
    private const double Step = 0.0625;
    private const double Decay = 0.98;

    // A period has six requests for each entry, and may end at each 64th miss.
    private const int Entries = 320;
    private const int Requests = 6 * Entries;

    private readonly WindowShare _share = new();

    [Test]
    public void The_window_begins_small_and_shrinks_to_its_least_share()
    {
        double first = _share.Value;
        Period(hits: 1728);
        Assert.That((first, _share.Value), Is.EqualTo((First, Least)));
    }

    [Test]
    public void A_lower_hit_ratio_turns_the_step_and_a_higher_one_keeps_it() =>
        Assert.That(SharesAfter(1728, 960, 1344, 768), Is.EqualTo(new[] { Least, Least + Step, Least + (2 * Step), Least + Step }).Within(1e-9));

    [Test]
    public void Small_changes_of_the_hit_ratio_make_the_steps_smaller_and_a_large_one_resets_them()
    {
        double[] shares = SharesAfter(1728, 960, 960, 960, 960, 1344, 1344);
        double[] steps = [.. shares.Zip(shares.Skip(1), (before, after) => after - before)];
        Assert.That(steps, Is.EqualTo(new[] { Step, Step, Decay * Step, Decay * Decay * Step, Decay * Decay * Decay * Step, Step }).Within(1e-9));
    }

    [Test]
    public void A_large_drop_resets_the_step_in_the_other_direction()
    {
        double[] shares = SharesAfter(1728, 1344, 1344, 1344, 1344, 0, 0);
        Assert.That(shares[^2] - shares[^3], Is.EqualTo(-Decay * Decay * Decay * Step).Within(1e-9));
        Assert.That(shares[^1] - shares[^2], Is.EqualTo(-Step).Within(1e-9));
    }

    [Test]
    public void The_window_never_exceeds_its_greatest_share() =>
        Assert.That(SharesAfter([1728, 0, .. Enumerable.Range(0, 20).Select(i => i % 2 * 192)])[^1], Is.LessThanOrEqualTo(Most));

    // Without the end of the period, its requests count for the next one, and the unchanged ratio makes no step smaller.
    [TestCase(Requests - 192, Decay * Step)]
    [TestCase(Requests - 193, Step)]
    public void A_period_has_six_requests_for_each_entry(int hits, double step)
    {
        Period(hits: 1728);
        Hit(hits);
        Miss(192);
        Period(hits: 0);
        Assert.That(_share.Value, Is.EqualTo(Least + step).Within(1e-9));
    }

    [Test]
    public void A_period_ends_with_a_miss()
    {
        Period(hits: 1728);
        Hit(5 * Requests);
        Assert.That(_share.Value, Is.EqualTo(Least));
    }

    private double[] SharesAfter(params int[] hits) => [.. hits.Select(each =>
    {
        Period(each);
        return _share.Value;
    })];

    private void Period(int hits)
    {
        Hit(hits);
        Miss(Requests - hits);
    }

    private void Hit(int times)
    {
        for (int i = 0; i < times; i++)
            _share.RecordHit();
    }

    private void Miss(int times)
    {
        for (int i = 0; i < times; i++)
            _share.RecordMiss(Entries);
    }
}
