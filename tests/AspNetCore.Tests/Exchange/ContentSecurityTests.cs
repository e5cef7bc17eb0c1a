using System.Text;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Responses with a nonce, which is valid for one client.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ContentSecurityTests
{
    private const string Policy = "Content-Security-Policy";
    private const string ReportOnly = "Content-Security-Policy-Report-Only";
    private const string WithNonce = "script-src 'nonce-abc'";

    private readonly IHeaderDictionary _headers = new HeaderDictionary();
    private readonly Dictionary<string, StringValues> _before = [];

    [TestCase("text/html", "<script nonce=\"abc\">", true)]
    [TestCase("TEXT/HTML; charset=utf-8", "<script nonce='abc'>", true)]
    [TestCase("text/html", "<script data-nonce=\"abc\">", false)]
    [TestCase("text/html", "<script>", false)]
    [TestCase("text/plain", "<script nonce=\"abc\">", false)]
    [TestCase("application/text/html", "<script nonce=\"abc\">", false)]
    public void An_attribute_of_a_page_is_a_nonce(string contentType, string body, bool hasNonce)
    {
        _headers.ContentType = contentType;
        Assert.That(HasNonce(body), Is.EqualTo(hasNonce));
    }

    [TestCase(WithNonce, true)]
    [TestCase("script-src 'NONCE-abc'", true)]
    [TestCase("script-src 'self' 'sha256-abc'", false)]
    [TestCase("script-src 'nonce-'", false)]
    public void A_policy_that_the_handler_set_may_have_a_nonce(string policy, bool hasNonce)
    {
        foreach (string name in new[] { Policy, ReportOnly })
        {
            _headers.Clear();
            _headers[name] = policy;
            Assert.That(HasNonce("<p>"), Is.EqualTo(hasNonce), name);
        }
    }

    [Test]
    public void A_response_without_a_policy_has_no_nonce() => Assert.That(HasNonce("nonce-abc"), Is.False);

    // Middleware in front of the cache sets a new policy for each request, unless the body has the nonce of this one.
    [TestCase("<p>", false)]
    [TestCase("<script src=abc>", true)]
    public void A_nonce_of_a_policy_from_outside_counts_if_it_is_in_the_body(string body, bool hasNonce)
    {
        foreach (string name in new[] { Policy, ReportOnly })
        {
            _headers.Clear();
            _before.Clear();
            _headers[name] = _before[name] = WithNonce;
            Assert.That(HasNonce(body), Is.EqualTo(hasNonce), name);
        }
    }

    [Test]
    public void A_nonce_may_be_in_a_body_that_is_encoded()
    {
        _headers[Policy] = _before[Policy] = WithNonce;
        _headers.ContentEncoding = "br";
        Assert.That(HasNonce("..."), Is.True);
    }

    [Test]
    public void A_policy_that_the_handler_changed_is_its_own([Values(Policy, ReportOnly)] string changed)
    {
        _headers[Policy] = _before[Policy] = "script-src 'self'";
        _headers[ReportOnly] = _before[ReportOnly] = "script-src 'self'";
        _headers[changed] = WithNonce;
        Assert.That(HasNonce("<p>"), Is.True);
    }

    private bool HasNonce(string text)
    {
        using var body = new ResponseBuffer(Stream.Null, limit: 1_000, () => false, () => { });
        body.Write(Encoding.UTF8.GetBytes(text));
        return ContentSecurity.HasNonce(_headers, _before, body);
    }
}
