using Microsoft.Extensions.Primitives;

namespace CacheKit.Dashboard.Tests.Values;

[TestFixture]
internal sealed class ResponseModelsTests
{
    [TestCase("Set-Cookie")]
    [TestCase("set-cookie2")]
    [TestCase("Authorization")]
    [TestCase("Proxy-Authenticate")]
    [TestCase("WWW-Authenticate")]
    [TestCase("Authentication-Info")]
    [TestCase("X-Auth-Request-User")]
    [TestCase("X-Api-Key")]
    [TestCase("ApiKey")]
    [TestCase("X-Amz-Security-Token")]
    [TestCase("X-Session-Id")]
    [TestCase("X-XSRF")]
    [TestCase("X-CSRF")]
    [TestCase("X-Client-Secret")]
    public void A_header_with_a_credential_is_never_shown(string name) => Assert.That(NamesOf(name, showsValue: true), Is.Empty);

    [TestCase("Content-Type", true)]
    [TestCase("ETag", true)]
    [TestCase("X-Customer", false)]
    [TestCase("Location", false)]
    public void While_values_are_hidden_only_headers_without_personal_data_are_shown(string name, bool isShown)
    {
        Assert.That(NamesOf(name, showsValue: false), Is.EqualTo(isShown ? new[] { name } : []));
        Assert.That(NamesOf(name, showsValue: true), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void Each_value_of_a_header_is_shown()
    {
        var response = new CachedResponse { StatusCode = 200, Headers = [new("Link", new StringValues(["</a>", "</b>"]))], Body = default };
        Assert.That(ResponseModels.Of(response, showsValue: true, out _).Headers, Is.EqualTo(new[] { new HeaderModel("Link", "</a>"), new HeaderModel("Link", "</b>") }));
    }

    [Test]
    public void The_body_is_hidden_or_cut()
    {
        var response = new CachedResponse { StatusCode = 200, Headers = [], Body = new byte[100_000].Select(_ => (byte)'x').ToArray() };
        ResponseModel hidden = ResponseModels.Of(response, showsValue: false, out bool isCutWhileHidden);
        ResponseModel shown = ResponseModels.Of(response, showsValue: true, out bool isCut);
        Assert.That((hidden.Body, hidden.BodyFormat, isCutWhileHidden), Is.EqualTo(((string?)null, "text", false)));
        Assert.That((shown.Body!.Length, isCut), Is.EqualTo((65_536, true)));
    }

    private static IEnumerable<string> NamesOf(string name, bool showsValue) =>
        ResponseModels.Of(new CachedResponse { StatusCode = 200, Headers = [new(name, "1")], Body = default }, showsValue, out _)
            .Headers.Select(header => header.Name);
}
