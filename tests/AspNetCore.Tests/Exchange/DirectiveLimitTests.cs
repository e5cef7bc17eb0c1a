namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The directives of a request at their exact limits (RFC 9111, section 5.2.1).</summary>
[TestFixture]
public sealed class DirectiveLimitTests
{
    private static readonly CachedResponse _response = new() { StatusCode = 200, Headers = [], Body = default };

    [TestCase(9, true)]
    [TestCase(10, true)]
    [TestCase(11, false)]
    public void Max_age_accepts_an_age_up_to_its_own(int age, bool isAccepted) =>
        Assert.That(Of("max-age=10").Accept(_response, Aged(age, left: 60)), Is.EqualTo(isAccepted));

    [Test]
    public void Max_age_accepts_no_response_of_unknown_age() =>
        Assert.That(Of("max-age=10").Accept(_response, new Freshness(TimeSpan.FromSeconds(60), null, default)), Is.False);

    [TestCase(11, true)]
    [TestCase(10, true)]
    [TestCase(9, false)]
    public void Min_fresh_accepts_a_response_with_that_time_left(int left, bool isAccepted) =>
        Assert.That(Of("min-fresh=10").Accept(_response, Aged(0, left)), Is.EqualTo(isAccepted));

    [TestCase("max-stale=10", 10, true)]
    [TestCase("max-stale=10", 11, false)]
    [TestCase("max-stale", 100_000, true)]
    [TestCase("max-stale=x", 0, true)]
    [TestCase("", 10, true)]
    [TestCase("max-age=60", 10, false)]
    [TestCase("min-fresh=1", 10, false)]
    [TestCase("max-stale=10, min-fresh=0", 10, false)]
    [TestCase("max-stale=10, max-age=30", 10, true)]
    [TestCase("max-stale=10, max-age=29", 10, false)]
    public void A_stale_response_is_accepted_as_far_as_the_directives_allow(string cacheControl, int staleFor, bool isAccepted) =>
        Assert.That(Of(cacheControl).AcceptStale(Aged(30, left: -staleFor)), Is.EqualTo(isAccepted));

    [TestCase("max-age=20, max-age=10")]
    [TestCase("max-age=10, max-age=20")]
    public void Of_two_max_ages_the_shorter_counts(string cacheControl) => Assert.That(Of(cacheControl).MaxAge, Is.EqualTo(TimeSpan.FromSeconds(10)));

    [TestCase("min-fresh=20, min-fresh=10")]
    [TestCase("min-fresh=10, min-fresh=20")]
    public void Of_two_min_freshes_the_longer_counts(string cacheControl) => Assert.That(Of(cacheControl).MinFresh, Is.EqualTo(TimeSpan.FromSeconds(20)));

    [TestCase("max-stale=20, max-stale=10")]
    [TestCase("max-stale, max-stale=10")]
    public void Of_two_max_stales_the_shorter_counts(string cacheControl) => Assert.That(Of(cacheControl).MaxStale, Is.EqualTo(TimeSpan.FromSeconds(10)));

    [Test]
    public void Nothing_is_left_unstored_where_the_handler_does_not_run()
    {
        RequestDirectives directives = Of("no-store, only-if-cached");
        Assert.That((directives.NoStore, directives.OnlyIfCached), Is.EqualTo((false, true)));
    }

    private static RequestDirectives Of(string cacheControl)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        if (cacheControl.Length > 0)
            headers.CacheControl = cacheControl;
        return RequestDirectives.Of(headers);
    }

    private static Freshness Aged(int age, int left) => new(TimeSpan.FromSeconds(left), TimeSpan.FromSeconds(age), default);
}
