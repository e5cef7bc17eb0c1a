using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Responses that a handler aborts, or frames itself.</summary>
internal sealed class CutShortTests(string storeName) : ScenarioTests(storeName)
{
    private const int NoError = 0;

    private static readonly TestAppSettings _http2 = new()
    {
        Services = services => services.Configure<KestrelServerOptions>(
                kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)),
    };

    [Test]
    public async Task A_response_whose_stream_is_reset_over_HTTP_2_is_not_stored([Values("reset", "reset-unwritten", "reset-throw", "abort")] string how)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                bool isFirst = Interlocked.Increment(ref runs) == 1;
                if (how != "reset-unwritten" || !isFirst)
                    await context.Response.WriteAsync(isFirst ? "half" : "whole");
                if (!isFirst)
                    return;
                if (how == "abort")
                    context.Abort();
                else
                    context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(NoError);
                if (how == "reset-throw")
                    throw new InvalidOperationException("cut short");
            }),
            _http2);
        using (HttpRequestMessage first = Request())
            Assert.That(() => app.Client.SendAsync(first), Throws.InstanceOf<HttpRequestException>());
        using HttpRequestMessage second = Request();
        Answer next = await Answer.OfAsync(await app.Client.SendAsync(second));
        Assert.That((next.Body, next.CacheKit), Is.EqualTo(("whole", "MISS")));
    }

    [Test]
    public async Task Clients_that_wait_for_a_response_whose_stream_is_reset_get_a_complete_one()
    {
        var arrived = new Gate(4);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                await arrived.Opened;
                bool isFirst = Interlocked.Increment(ref runs) == 1;
                await context.Response.WriteAsync(isFirst ? "half" : "whole");
                if (isFirst)
                    context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(NoError);
            }),
            _http2 with { Outer = outer => outer.Use(arrived.PassAsync) });
        Task<string>[] asking = [.. Enumerable.Range(0, 4).Select(_ => AskAsync(app))];
        Assert.That((await Task.WhenAll(asking)).Order(StringComparer.Ordinal), Is.EqualTo(new[] { "cut short", "whole", "whole", "whole" }));
    }

    [Test]
    public async Task A_response_that_its_handler_frames_itself_is_not_stored_and_has_no_Content_Length(
        [Values("", "Range: bytes=0-1\r\n", "If-None-Match: \"v1\"\r\n", "Range: bytes=90-\r\n")] string asked)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            Interlocked.Increment(ref runs);
            context.Response.Headers.TransferEncoding = "chunked";
            context.Response.Headers.ETag = "\"v1\"";
            await context.Response.Body.WriteAsync("5\r\nhello\r\n0\r\n\r\n"u8.ToArray());
        }));
        for (int i = 1; i <= 2; i++)
        {
            string raw = await RawAsync(app, asked);
            Assert.That(raw, Does.Contain("Transfer-Encoding: chunked").And.Not.Contains("Content-Length"));
            Assert.That(raw, Does.StartWith("HTTP/1.1 200").And.Contains("detail=transfer-encoding").And.EndsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
            Assert.That(runs, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task A_response_that_is_shorter_than_its_handler_has_promised_is_not_stored()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            bool isFirst = Interlocked.Increment(ref runs) == 1;
            context.Response.ContentLength = 5;
            await context.Response.WriteAsync(isFirst ? "he" : "hello");
        }));
        Assert.That(() => app.GetAsync(), Throws.InstanceOf<HttpRequestException>());
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit), Is.EqualTo(("hello", "MISS")));
    }

    [Test]
    public async Task A_range_of_a_response_that_is_shorter_than_promised_is_cut_short_too()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            context.Response.ContentLength = 5;
            await context.Response.WriteAsync("he");
        }));
        Assert.That(() => app.GetAsync("/", "Range: bytes=0-0"), Throws.InstanceOf<HttpRequestException>());
    }

    private static HttpRequestMessage Request()
    {
        HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return request;
    }

    private static async Task<string> AskAsync(TestApp app)
    {
        using HttpRequestMessage request = Request();
        try
        {
            return (await Answer.OfAsync(await app.Client.SendAsync(request))).Body;
        }
        catch (HttpRequestException)
        {
            return "cut short";
        }
    }

    // HttpClient does not show how a response was framed.
    private static async Task<string> RawAsync(TestApp app, string headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {app.Client.BaseAddress.Authority}\r\nConnection: close\r\n{headers}\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
