using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>The headers that are credentials, and their hashes in keys.</summary>
[TestFixture]
public sealed class CredentialsTests
{
    private static readonly Credentials _credentials = new("prefix", secret: null);

    [TestCase("Authorization")]
    [TestCase("Proxy-Authorization")]
    [TestCase("Cookie")]
    [TestCase("cookie")]
    [TestCase("X-Api-Key")]
    [TestCase("apikey")]
    [TestCase("X-ApiKey")]
    [TestCase("Ocp-Apim-Subscription-Key")]
    [TestCase("x-functions-key")]
    [TestCase("X-Auth")]
    [TestCase("X-Auth-Token")]
    [TestCase("X-Amz-Security-Token")]
    [TestCase("X-CSRF-TOKEN")]
    [TestCase("X-XSRF")]
    [TestCase("Cf-Access-Jwt-Assertion")]
    [TestCase("X-Session-Id")]
    [TestCase("SessionId")]
    [TestCase("Client-Secret")]
    [TestCase("X-Password")]
    [TestCase("X-Hub-Signature-256")]
    [TestCase("X-ARR-ClientCert")]
    [TestCase("X-Forwarded-Client-Cert")]
    [TestCase("DPoP")]
    public void A_header_of_credentials(string name) => Assert.That(Credentials.IsCredential(name), Is.True);

    [TestCase("Accept")]
    [TestCase("Accept-Encoding")]
    [TestCase("Accept-Language")]
    [TestCase("Origin")]
    [TestCase("User-Agent")]
    [TestCase("X-Original-User-Agent")]
    [TestCase("Sec-Fetch-User")]
    [TestCase("X-Author")]
    [TestCase("X-Authority")]
    [TestCase("X-Keyboard")]
    [TestCase("X-Tenant")]
    [TestCase("X-Requested-With")]
    [TestCase("X-Spin")]
    [TestCase("Sec-CH-UA-Platform")]
    public void A_header_without_credentials(string name) => Assert.That(Credentials.IsCredential(name), Is.False);

    [Test]
    public void Two_values_have_two_hashes_and_one_has_one() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
            _credentials.Hash("Cookie", one.Get) == _credentials.Hash("cookie", other.Get) == (one.Get == other.Get)).QuickCheckThrowOnFailure();

    [Test]
    public void A_hash_depends_on_the_header_and_on_the_secret()
    {
        string[] hashes =
        [
            _credentials.Hash("Cookie", "a"),
            _credentials.Hash("X-Api-Key", "a"),
            new Credentials("other", secret: null).Hash("Cookie", "a"),
            new Credentials("prefix", "prefix").Hash("Cookie", "a"),
            new Credentials("prefix", "a secret of the application").Hash("Cookie", "a"),
        ];
        Assert.That(hashes, Is.Unique.And.All.Match("^[0-9a-f]{32}$"));
        Assert.That(new Credentials("other", "a secret of the application").Hash("Cookie", "a"), Is.EqualTo(hashes[4]));
    }

    [Test]
    public void The_hash_of_a_value_is_the_same_in_every_process_and_release() =>
        Assert.That(_credentials.Hash("Cookie", "session=1"), Is.EqualTo("aeb161f21f1bd361191b22174550c328"));

    [Test]
    public void A_value_that_is_no_credential_is_not_hashed() =>
        Assert.That((_credentials.Protect("Accept", "text/html"), _credentials.Protect("Cookie", "")), Is.EqualTo(("text/html", "")));
}
