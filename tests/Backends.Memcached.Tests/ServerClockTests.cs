namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The expirations that are sent as dates.</summary>
[TestFixture]
public sealed class ServerClockTests
{
    private const long Now = 1_800_000_000;

    private static readonly long _days31 = (long)TimeSpan.FromDays(31).TotalSeconds;

    // The second that a server tells may be nearly over.
    [Test]
    public void A_date_is_never_too_early() =>
        Assert.That(new ServerClock(Now).ExpirationOf(_days31), Is.InRange(Now + _days31 + 1, Now + _days31 + 60));

    [Test]
    public void A_date_beyond_the_range_of_the_server_is_no_expiration() =>
        Assert.That(new ServerClock(Now).ExpirationOf(int.MaxValue - Now), Is.Zero);

    [Test]
    public void Thirty_days_or_less_are_relative() =>
        Assert.That(new ServerClock(Now).ExpirationOf(30 * 24 * 60 * 60), Is.EqualTo(30 * 24 * 60 * 60));
}
