namespace CacheKit.Core.Tests.Entries;

/// <summary>The times of an entry at their exact limits.</summary>
[TestFixture]
internal sealed class EntryLifetimeTests
{
    private const long LastTime = 253_402_300_799_999;

    private static readonly EntryLifetime _plain = new(Created: 1_000, FreshUntil: 5_000, RefreshFrom: 4_000, Sliding: 0, Cap: 9_000);
    private static readonly EntryLifetime _sliding = _plain with { Sliding = 4_000 };

    [TestCase(4_999, true)]
    [TestCase(5_000, false)]
    public void An_entry_is_fresh_until_its_time_and_not_at_it(long now, bool isFresh) => Assert.That(_plain.IsFreshAt(now), Is.EqualTo(isFresh));

    [TestCase(3_999, false)]
    [TestCase(4_000, true)]
    public void An_entry_is_due_from_its_time_on(long now, bool isDue) => Assert.That(_plain.IsDueAt(now), Is.EqualTo(isDue));

    [TestCase(2_000, false)]
    [TestCase(2_001, true)]
    [TestCase(4_999, true)]
    public void A_read_slides_an_entry_once_a_quarter_of_the_sliding_expiration_has_passed(long now, bool slides) =>
        Assert.That(_sliding.ShouldSlideAt(now), Is.EqualTo(slides));

    [TestCase(2_000, 5_800, false)]
    [TestCase(2_001, 5_800, true)]
    public void Each_read_can_slide_an_entry_once_a_twentieth_of_the_sliding_expiration_has_passed(long now, long freshUntil, bool slides) =>
        Assert.That((_sliding with { FreshUntil = freshUntil }).CanSlideAt(now), Is.EqualTo(slides));

    [TestCase(40_999, false)]
    [TestCase(41_001, true)]
    public void Each_read_can_slide_an_entry_once_a_second_has_passed(long now, bool slides) =>
        Assert.That(
            new EntryLifetime(Created: 0, FreshUntil: 100_000, EntryLifetime.Never, Sliding: 60_000, EntryLifetime.Never).CanSlideAt(now),
            Is.EqualTo(slides));

    [Test]
    public void No_read_slides_an_entry_without_a_sliding_expiration_or_at_its_cap()
    {
        Assert.That(_plain.CanSlideAt(4_999), Is.False);
        Assert.That((_sliding with { FreshUntil = 9_000 }).CanSlideAt(8_999), Is.False);
    }

    [Test]
    public void Nothing_slides_without_a_sliding_expiration_or_at_its_cap()
    {
        Assert.That(_plain.ShouldSlideAt(4_999), Is.False);
        Assert.That((_sliding with { FreshUntil = 9_000 }).ShouldSlideAt(8_999), Is.False);
    }

    [TestCase(4_500, 8_500)]
    [TestCase(5_000, 9_000)]
    [TestCase(5_001, 9_000)]
    public void Sliding_prolongs_an_entry_up_to_its_cap(long now, long freshUntil) =>
        Assert.That(_sliding.SlideAt(now), Is.EqualTo(_sliding with { FreshUntil = freshUntil }));

    [Test]
    public void Sliding_never_leaves_the_calendar() =>
        Assert.That((_sliding with { Sliding = LastTime, Cap = EntryLifetime.Never }).SlideAt(4_500).FreshUntil, Is.EqualTo(LastTime));

    [Test]
    public void The_store_keeps_an_entry_for_what_is_left_and_its_grace()
    {
        Assert.That(_plain.StoreTimeToLiveAt(3_000, TimeSpan.Zero), Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(_plain.StoreTimeToLiveAt(3_000, TimeSpan.FromSeconds(7)), Is.EqualTo(TimeSpan.FromSeconds(9)));
        Assert.That(_plain.StoreTimeToLiveAt(3_000, TimeSpan.MaxValue - TimeSpan.FromSeconds(2)), Is.EqualTo(TimeSpan.MaxValue));
        Assert.That(_plain.StoreTimeToLiveAt(2_999, TimeSpan.MaxValue - TimeSpan.FromSeconds(2)), Is.Null);
    }

    [Test]
    public void What_never_expires_has_no_end_anywhere()
    {
        EntryLifetime endless = _plain with { FreshUntil = EntryLifetime.Never };
        Assert.That(endless.StoreTimeToLiveAt(3_000, TimeSpan.FromSeconds(1)), Is.Null);
        Assert.That(endless.TimeToLiveAt(DateTimeOffset.UnixEpoch), Is.Null);
        Assert.That(endless.Duration, Is.Null);
    }

    [Test]
    public void The_time_left_is_negative_after_the_end()
    {
        Assert.That(_plain.TimeToLiveAt(DateTimeOffset.FromUnixTimeMilliseconds(4_000)), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(_plain.TimeToLiveAt(DateTimeOffset.FromUnixTimeMilliseconds(6_000)), Is.EqualTo(TimeSpan.FromSeconds(-1)));
        Assert.That(_plain.Duration, Is.EqualTo(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public void An_entry_needs_no_check_until_it_is_due_or_stale_and_always_if_it_slides()
    {
        Assert.That(_plain.UncheckedUntil, Is.EqualTo(4_000));
        Assert.That((_plain with { RefreshFrom = EntryLifetime.Never }).UncheckedUntil, Is.EqualTo(5_000));
        Assert.That(_sliding.UncheckedUntil, Is.Zero);
    }

    [TestCase(0, 0, 0, 0, 0, true)]
    [TestCase(LastTime, LastTime, LastTime, LastTime, LastTime, true)]
    [TestCase(0, EntryLifetime.Never, EntryLifetime.Never, 0, EntryLifetime.Never, true)]
    [TestCase(-1, 0, 0, 0, 0, false)]
    [TestCase(EntryLifetime.Never, 0, 0, 0, 0, false)]
    [TestCase(0, -1, 0, 0, 0, false)]
    [TestCase(0, LastTime + 1, 0, 0, 0, false)]
    [TestCase(0, 0, -1, 0, 0, false)]
    [TestCase(0, 0, LastTime + 1, 0, 0, false)]
    [TestCase(0, 0, 0, -1, 0, false)]
    [TestCase(0, 0, 0, EntryLifetime.Never, 0, false)]
    [TestCase(0, 0, 0, 0, -1, false)]
    [TestCase(0, 0, 0, 0, LastTime + 1, false)]
    public void Times_outside_the_calendar_are_refused(long created, long freshUntil, long refreshFrom, long sliding, long cap, bool isPossible) =>
        Assert.That(new EntryLifetime(created, freshUntil, refreshFrom, sliding, cap).IsValid, Is.EqualTo(isPossible));
}
