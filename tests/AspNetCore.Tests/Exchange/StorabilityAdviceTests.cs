namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>What the log advises if a response is not stored.</summary>
[TestFixture]
public sealed class StorabilityAdviceTests
{
    private readonly RequestReads _reads = new([], [], "session");

    [TestCase(Storability.Authentication, "UseAuthentication")]
    [TestCase(Storability.User, "before UseCacheKit")]
    [TestCase(Storability.Session, "TempData")]
    [TestCase(Storability.Antiforgery, "antiforgery token")]
    [TestCase(Storability.Cookie, "VaryBy(Cookies)")]
    [TestCase(Storability.Credential, "VaryBy(Headers)")]
    [TestCase(Storability.RequestChanged, "UseForwardedHeaders")]
    [TestCase(Storability.Nonce, "hashes")]
    [TestCase("too-long", "Compress")]
    public void A_reason_that_the_application_can_remove_has_advice(string whyNot, string advice) =>
        Assert.That(StorabilityAdvice.Of(whyNot, _reads, new HeaderDictionary()), Does.Contain(advice));

    [TestCase(Storability.Status)]
    [TestCase(Storability.Incomplete)]
    [TestCase(Storability.Framed)]
    [TestCase(Storability.Malformed)]
    [TestCase("no-store")]
    [TestCase("set-cookie")]
    public void A_reason_of_one_response_has_none(string whyNot) =>
        Assert.That(StorabilityAdvice.Of(whyNot, _reads, new HeaderDictionary()), Is.Null);
}
