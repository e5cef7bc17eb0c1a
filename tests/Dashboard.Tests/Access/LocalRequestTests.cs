using System.Net;

namespace CacheKit.Dashboard.Tests.Access;

[TestFixture]
internal sealed class LocalRequestTests
{
    [TestCase(null, "localhost")]
    [TestCase("127.0.0.1", "localhost:5000")]
    [TestCase("127.8.9.1", "127.0.0.1:5000")]
    [TestCase("::1", "[::1]:5000")]
    [TestCase("::ffff:127.0.0.1", "LOCALHOST")]
    [TestCase("127.0.0.1", "shop.localhost:5001")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: 127.0.0.1")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: ::1, 127.0.0.1:4711")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-Host: localhost:5173", "X-Real-IP: ::1")]
    public void A_request_of_this_machine_is_local(string? address, string host, params string[] headers) =>
        Assert.That(LocalRequest.Is(Request(address, host, headers)), Is.True);

    [TestCase("10.0.0.7", "localhost")]
    [TestCase("2001:db8::7", "localhost")]
    [TestCase("::ffff:10.0.0.7", "localhost")]
    [TestCase("127.0.0.1", "rebound.example")]
    [TestCase("127.0.0.1", "localhost.example")]
    [TestCase("127.0.0.1", "notlocalhost")]
    [TestCase("127.0.0.1", "10.0.0.7")]
    [TestCase("127.0.0.1", "0.0.0.0")]
    [TestCase("127.0.0.1", "")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: 203.0.113.7")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: 127.0.0.1, 203.0.113.7")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 203.0.113.7")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-For: unknown")]
    [TestCase("127.0.0.1", "localhost", "Forwarded: for=127.0.0.1")]
    [TestCase("127.0.0.1", "localhost", "X-Real-IP: 203.0.113.7")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-Host: shop.example")]
    [TestCase("127.0.0.1", "localhost", "X-Forwarded-Host: localhost, shop.example")]
    public void A_request_of_another_machine_or_through_a_foreign_name_is_not_local(string? address, string host, params string[] headers) =>
        Assert.That(LocalRequest.Is(Request(address, host, headers)), Is.False);

    [Test]
    public async Task In_Development_a_request_through_another_name_is_refused()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { UsesKestrel = true });

        Assert.That((await app.GetAsync("api/caches")).Status, Is.EqualTo(200));
        Answer refused = await app.GetAsync("api/caches", "Host: rebound.example");
        Assert.That(refused.Status, Is.EqualTo(403));
        Assert.That(refused.Body, Does.Contain("app.MapCacheKit().RequireAuthorization()"));
    }

    private static DefaultHttpContext Request(string? address, string host, string[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Host = new HostString(host);
        foreach (string header in headers)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            context.Request.Headers.Append(header[..colon], header[(colon + 1)..].Trim());
        }

        return context;
    }
}
