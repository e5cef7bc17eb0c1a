using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Tiers;

/// <summary>When copies in a process may be believed.</summary>
[TestFixture]
internal sealed class CopyValidityTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly CopyValidity _validity;

    public CopyValidityTests()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _validity = new CopyValidity(_clock, _bound);
    }

    [TestCase(0, true)]
    [TestCase(4_999, true)]
    [TestCase(5_000, false)]
    [TestCase(6_000, false)]
    [TestCase(-1, false)]
    public void The_others_are_heard_where_all_was_heard_within_the_bound(long millisecondsAgo, bool isHeard)
    {
        Assert.That(_validity.Renew(_validity.Now - millisecondsAgo, _validity.Interruptions), Is.EqualTo(isHeard));
        Assert.That(_validity.IsConnected, Is.EqualTo(isHeard));
    }

    [Test]
    public void What_was_heard_before_an_interruption_proves_nothing()
    {
        long before = _validity.Interruptions;
        _validity.BeginDrop();
        _validity.EndDrop();
        Assert.That(_validity.Renew(_validity.Now, before), Is.False);
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.True);
    }

    [Test]
    public void While_copies_are_dropped_nothing_is_believed()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That(_validity.BeginDrop(), Is.True);
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.False);
        Assert.That((_validity.IsValid, _validity.IsConnected, _validity.HasExpired), Is.EqualTo((false, false, false)));
        _validity.EndDrop();
        Assert.That(_validity.IsValid, Is.True);
    }

    [Test]
    public void Once_the_bound_is_over_copies_are_believed_only_after_a_drop()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        _clock.Advance(_bound);
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That((_validity.IsValid, _validity.HasExpired), Is.EqualTo((false, true)));
        _validity.BeginDrop();
        _validity.EndDrop();
        Assert.That((_validity.IsValid, _validity.HasExpired), Is.EqualTo((true, false)));
    }

    [Test]
    public void What_was_heard_earlier_does_not_shorten_the_time()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That(_validity.Renew(_validity.Now - 1_000, _validity.Interruptions), Is.False);
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        Assert.That(_validity.IsValid, Is.True);
    }

    [Test]
    public void After_the_end_nothing_is_believed_though_a_drop_ends_later()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        _validity.BeginDrop();
        _validity.End();
        _validity.EndDrop();
        Assert.That(_validity.IsValid, Is.False);
    }
}
