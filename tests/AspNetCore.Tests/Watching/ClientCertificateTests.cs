using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheKit.AspNetCore.Tests.Watching;

/// <summary>A response that was made with the certificate of a client is for that client only.</summary>
public sealed class ClientCertificateTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_response_that_was_made_with_the_certificate_of_a_client_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) => (await context.Connection.GetClientCertificateAsync())?.Subject),
            WithCertificates());
        Answer one = await app.GetAsync("/", "X-Client: one");
        Answer two = await app.GetAsync("/", "X-Client: two");
        Assert.That((one.Body, two.Body, two.CacheStatus), Is.EqualTo(("CN=one", "CN=two", "CacheKit; fwd=uri-miss; detail=certificate")));
        Assert.That(app.Log.OfCacheKit.Count(line => line.Message.Contains("(certificate)", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_certificate_that_no_handler_reads_has_no_effect()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => $"{context.Connection.LocalIpAddress}"), WithCertificates());
        await app.GetAsync("/", "X-Client: one");
        Assert.That((await app.GetAsync("/", "X-Client: two")).CacheKit, Is.EqualTo("HIT"));
    }

    // As the middleware for forwarded certificates does.
    private static TestAppSettings WithCertificates() => new()
    {
        Outer = outer => outer.Use((context, next) =>
        {
            context.Connection.ClientCertificate = CertificateOf(context.Request.Headers["X-Client"].ToString());
            return next(context);
        }),
    };

    private static X509Certificate2 CertificateOf(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
