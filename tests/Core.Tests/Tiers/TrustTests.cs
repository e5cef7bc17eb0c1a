using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Tiers;

/// <summary>When copies in a process may be believed.</summary>
[TestFixture]
internal sealed class TrustTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly Trust _trust;

    public TrustTests()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _trust = new Trust(_clock, _bound);
    }

    [TestCase(0, true)]
    [TestCase(4_999, true)]
    [TestCase(5_000, false)]
    [TestCase(6_000, false)]
    [TestCase(-1, false)]
    public void The_others_are_heard_where_all_was_heard_within_the_bound(long millisecondsAgo, bool isHeard)
    {
        Assert.That(_trust.Renew(_trust.Now - millisecondsAgo, _trust.Interruptions), Is.EqualTo(isHeard));
        Assert.That(_trust.IsHeard, Is.EqualTo(isHeard));
    }

    [Test]
    public void What_was_heard_before_an_interruption_proves_nothing()
    {
        long before = _trust.Interruptions;
        _trust.BeginDrop();
        _trust.EndDrop();
        Assert.That(_trust.Renew(_trust.Now, before), Is.False);
        Assert.That(_trust.Renew(_trust.Now, _trust.Interruptions), Is.True);
    }

    [Test]
    public void While_copies_are_dropped_nothing_is_believed()
    {
        _trust.Renew(_trust.Now, _trust.Interruptions);
        Assert.That(_trust.BeginDrop(), Is.True);
        Assert.That(_trust.Renew(_trust.Now, _trust.Interruptions), Is.False);
        Assert.That((_trust.Holds, _trust.IsHeard, _trust.IsOverdue), Is.EqualTo((false, false, false)));
        _trust.EndDrop();
        Assert.That(_trust.Holds, Is.True);
    }

    [Test]
    public void Once_the_bound_is_over_copies_are_believed_only_after_a_drop()
    {
        _trust.Renew(_trust.Now, _trust.Interruptions);
        _clock.Advance(_bound);
        _trust.Renew(_trust.Now, _trust.Interruptions);
        Assert.That((_trust.Holds, _trust.IsOverdue), Is.EqualTo((false, true)));
        _trust.BeginDrop();
        _trust.EndDrop();
        Assert.That((_trust.Holds, _trust.IsOverdue), Is.EqualTo((true, false)));
    }

    [Test]
    public void What_was_heard_earlier_does_not_shorten_the_time()
    {
        _trust.Renew(_trust.Now, _trust.Interruptions);
        Assert.That(_trust.Renew(_trust.Now - 1_000, _trust.Interruptions), Is.False);
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        Assert.That(_trust.Holds, Is.True);
    }

    [Test]
    public void After_the_end_nothing_is_believed_though_a_drop_ends_later()
    {
        _trust.Renew(_trust.Now, _trust.Interruptions);
        _trust.BeginDrop();
        _trust.End();
        _trust.EndDrop();
        Assert.That(_trust.Holds, Is.False);
    }
}
