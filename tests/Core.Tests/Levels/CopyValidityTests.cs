using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Copies in a process are valid while its messages from other processes are known to be complete.</summary>
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
    public void Messages_are_complete_where_a_heartbeat_returned_within_the_bound(long millisecondsAgo, bool isHeard)
    {
        Assert.That(_validity.Renew(_validity.Now - millisecondsAgo, _validity.Interruptions), Is.EqualTo(isHeard));
        Assert.That(_validity.IsConnected, Is.EqualTo(isHeard));
    }

    [Test]
    public void A_heartbeat_from_before_an_interruption_does_not_count()
    {
        long before = _validity.Interruptions;
        _validity.BeginDrop();
        _validity.EndDrop();
        Assert.That(_validity.Renew(_validity.Now, before), Is.False);
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.True);
    }

    [Test]
    public void No_copy_is_valid_while_copies_are_dropped()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That(_validity.BeginDrop(), Is.True);
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.False);
        Assert.That((_validity.IsValid, _validity.IsConnected, _validity.HasExpired), Is.EqualTo((false, false, false)));
        _validity.EndDrop();
        Assert.That(_validity.IsValid, Is.True);
    }

    [Test]
    public void After_the_bound_copies_are_valid_only_after_a_drop()
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
    public void An_older_heartbeat_does_not_shorten_the_time()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That(_validity.Renew(_validity.Now - 1_000, _validity.Interruptions), Is.False);
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        Assert.That(_validity.IsValid, Is.True);
    }

    [Test]
    public void After_the_end_no_copy_is_valid_although_a_drop_ends_later()
    {
        _validity.Renew(_validity.Now, _validity.Interruptions);
        _validity.BeginDrop();
        _validity.End();
        _validity.EndDrop();
        Assert.That(_validity.IsValid, Is.False);
    }

    [Test]
    public void The_age_counts_from_the_last_time_that_messages_became_complete_or_incomplete()
    {
        var validity = new CopyValidity(_clock, _bound);
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.That(validity.Age, Is.EqualTo(TimeSpan.FromSeconds(7)));

        validity.Renew(validity.Now, validity.Interruptions);
        Assert.That(validity.Age, Is.EqualTo(TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromSeconds(2));
        validity.Renew(validity.Now, validity.Interruptions);
        Assert.That(validity.Age, Is.EqualTo(TimeSpan.FromSeconds(2)), "They were complete before.");

        validity.BeginDrop();
        validity.EndDrop();
        Assert.That(validity.Age, Is.EqualTo(TimeSpan.Zero));
        _clock.Advance(TimeSpan.FromSeconds(3));
        validity.BeginDrop();
        validity.EndDrop();
        Assert.That(validity.Age, Is.EqualTo(TimeSpan.FromSeconds(3)), "They were incomplete before.");
    }

    [Test]
    public void Copies_are_dropped_by_the_first_who_notices()
    {
        Assert.That(_validity.BeginDrop(), Is.False, "Nothing was complete.");
        _validity.Renew(_validity.Now, _validity.Interruptions);
        Assert.That((_validity.BeginDrop(), _validity.BeginDrop()), Is.EqualTo((true, false)));
        Assert.That(_validity.Interruptions, Is.EqualTo(3));
    }

    [Test]
    public void A_later_heartbeat_prolongs_the_time()
    {
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.True);
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        Assert.That(_validity.Renew(_validity.Now, _validity.Interruptions), Is.False, "Nothing begins.");
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        Assert.That((_validity.IsValid, _validity.HasExpired), Is.EqualTo((true, false)));
    }

    [Test]
    public void Now_is_in_milliseconds_of_the_clock([Values] bool isSystem)
    {
        var validity = new CopyValidity(isSystem ? TimeProvider.System : _clock, _bound);
        long before = validity.Now;
        if (isSystem)
        {
            Assert.That(before, Is.EqualTo(Environment.TickCount64).Within(60_000));
            return;
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1_234));
        Assert.That(validity.Now - before, Is.EqualTo(1_234));
    }
}
