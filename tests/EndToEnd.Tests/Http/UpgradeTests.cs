using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Requests that stay open, and endless responses.</summary>
internal sealed class UpgradeTests(string storeName) : ScenarioTests(storeName)
{
    private static readonly Dictionary<string, Func<HttpContext, Func<Task>, Task>> _streams = new()
    {
        ["typed"] = (context, end) => TypedResults.ServerSentEvents(Events(end)).ExecuteAsync(context),
        ["flushed"] = async (context, end) =>
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.Body.WriteAsync("data: one\n"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await end();
        },
        ["written"] = async (context, end) =>
        {
            context.Response.Headers.ContentType = "Text/Event-Stream";
            await context.Response.WriteAsync("data: one\n");
            await end();
        },
        ["started"] = async (context, end) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.StartAsync();
            await context.Response.BodyWriter.WriteAsync("data: one\n"u8.ToArray());
            await end();
        },
        ["replaced"] = async (context, end) =>
        {
            context.Response.ContentType = "multipart/x-mixed-replace; boundary=x";
            await context.Response.WriteAsync("data: one\n");
            await end();
        },
        ["unbuffered"] = async (context, end) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.WriteAsync("data: one\n");
            await end();
        },
    };

    [Test]
    public async Task An_open_WebSocket_does_not_delay_other_requests()
    {
        await using TestApp app = await StartAsync(Echo(), new TestAppSettings { Outer = outer => outer.UseWebSockets() });
        using ClientWebSocket first = await OpenAsync(app, HttpVersion.Version11);
        Answer plain = await app.GetAsync("/socket");
        using ClientWebSocket second = await OpenAsync(app, HttpVersion.Version11);
        Answer hit = await app.GetAsync("/socket");
        Assert.That((await EchoAsync(second, "two"), await EchoAsync(first, "one")), Is.EqualTo(("two", "one")));
        Assert.That((plain.Body, hit.CacheKit), Is.EqualTo(("plain", "HIT")));
    }

    [Test]
    public async Task A_WebSocket_is_opened_though_the_plain_GET_is_stored()
    {
        await using TestApp app = await StartAsync(Echo(), new TestAppSettings { Outer = outer => outer.UseWebSockets() });
        await app.GetAsync("/socket");
        using ClientWebSocket socket = await OpenAsync(app, HttpVersion.Version11);
        Assert.That(await EchoAsync(socket, "one"), Is.EqualTo("one"));
    }

    [Test]
    public async Task A_WebSocket_is_opened_if_its_middleware_runs_after_the_cache()
    {
        await using TestApp app = await StartAsync(Echo(), new TestAppSettings { Inner = inner => inner.UseWebSockets() });
        using ClientWebSocket socket = await OpenAsync(app, HttpVersion.Version11);
        using ClientWebSocket other = await OpenAsync(app, HttpVersion.Version11);
        Assert.That((await EchoAsync(socket, "one"), await EchoAsync(other, "two")), Is.EqualTo(("one", "two")));
    }

    [Test]
    public async Task An_open_WebSocket_over_HTTP_2_does_not_delay_other_requests()
    {
        await using TestApp app = await StartAsync(Echo(), OverHttp2(new TestAppSettings { Outer = outer => outer.UseWebSockets() }));
        using ClientWebSocket first = await OpenAsync(app, HttpVersion.Version20);
        Answer plain = await GetOverHttp2Async(app, "/socket");
        using ClientWebSocket second = await OpenAsync(app, HttpVersion.Version20);
        Assert.That((await EchoAsync(second, "two"), await EchoAsync(first, "one")), Is.EqualTo(("two", "one")));
        Assert.That((plain.Body, (await GetOverHttp2Async(app, "/socket")).CacheKit), Is.EqualTo(("plain", "HIT")));
    }

    [Test]
    public async Task A_request_that_asks_for_another_protocol_is_answered_past_the_cache()
    {
        await using TestApp app = await StartAsync(Echo());
        await app.GetAsync("/socket");
        Answer answer = await app.GetAsync("/socket", "Connection: Upgrade", "Upgrade: other");
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("plain", "CacheKit; fwd=bypass; detail=upgrade")));
    }

    [Test]
    public async Task An_endless_stream_does_not_delay_other_clients(
        [Values("typed", "flushed", "written", "started", "replaced", "unbuffered")] string kind, [Values] bool isOverHttp2)
    {
        var end = new Gate();
        var settings = new TestAppSettings();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => _streams[kind](context, () => end.Opened)),
            isOverHttp2 ? OverHttp2(settings) : settings);
        var opened = new List<HttpResponseMessage>();
        for (int i = 0; i < 3; i++)
        {
            HttpResponseMessage response = await app.Client.SendAsync(Request("/", isOverHttp2), HttpCompletionOption.ResponseHeadersRead);
            opened.Add(response);
            byte[] first = new byte["data: one\n".Length];
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(first);
            Assert.That(Encoding.UTF8.GetString(first), Is.EqualTo("data: one\n"));
        }

        end.Pass();
        foreach (HttpResponseMessage response in opened)
            response.Dispose();
    }

    [Test]
    public async Task Clients_that_wait_for_a_response_that_turns_out_to_be_a_stream_get_separate_streams(
        [Values("typed", "flushed", "unbuffered")] string kind)
    {
        var arrived = new Gate(4);
        var end = new Gate();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                await arrived.Opened;
                await _streams[kind](context, () => end.Opened);
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            app.Client.SendAsync(Request("/", isOverHttp2: false), HttpCompletionOption.ResponseHeadersRead)));
        foreach (HttpResponseMessage response in responses)
        {
            using (response)
            {
                byte[] first = new byte["data: one\n".Length];
                await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(first);
            }
        }

        end.Pass();
        Assert.That(responses.Select(response => (int)response.StatusCode), Is.All.EqualTo(200));
    }

    [Test]
    public async Task The_handler_of_a_stream_stops_when_its_client_leaves_though_others_had_waited()
    {
        var arrived = new Gate(3);
        var stopped = new Gate(3);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                CancellationToken stop = context.RequestAborted;
                await arrived.Opened;
                await StreamAsync(context, stopped, stop);
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            app.Client.SendAsync(Request("/", isOverHttp2: false), HttpCompletionOption.ResponseHeadersRead)));
        foreach (HttpResponseMessage response in responses)
            response.Dispose();
        await stopped.Opened;
        Assert.That(responses.Select(response => (int)response.StatusCode), Is.All.EqualTo(200));
    }

    [Test]
    public async Task The_handler_of_a_stream_that_asks_for_its_token_when_its_client_has_left_stops()
    {
        var entered = new Gate();
        var gone = new Gate();
        var stopped = new Gate();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                entered.Pass();
                await gone.Opened;
                await StreamAsync(context, stopped, context.RequestAborted);
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    context.RequestAborted.Register(gone.Pass);
                    return next(context);
                }),
            });
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> leaves = app.Client.SendAsync(Request("/", isOverHttp2: false), leaving.Token);
        await entered.Opened;
        await leaving.CancelAsync();
        await stopped.Opened;
        Assert.That(() => leaves, Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task StreamAsync(HttpContext context, Gate stopped, CancellationToken stop)
    {
        context.Response.ContentType = "text/event-stream";
        try
        {
            await context.Response.WriteAsync("data: one\n", CancellationToken.None);
            await Task.Delay(-1, stop);
        }
        finally
        {
            stopped.Pass();
        }
    }

    private static async IAsyncEnumerable<string> Events(Func<Task> end)
    {
        yield return "one";
        await end();
    }

    private static Action<WebApplication> Echo() => routes => routes.Map("/socket", async (HttpContext context) =>
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.Response.WriteAsync("plain");
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[100];
        while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: WebSocketMessageType.Text } received)
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, default);
    }).Cache(60);

    private static async Task<ClientWebSocket> OpenAsync(TestApp app, Version version)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = version;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        await socket.ConnectAsync(new Uri($"{app.Origin.Replace("http:", "ws:", StringComparison.Ordinal)}/socket"), app.Client, deadline.Token);
        return socket;
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
        byte[] buffer = new byte[100];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, deadline.Token);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static TestAppSettings OverHttp2(TestAppSettings settings) => settings with
    {
        Services = services => services.Configure<KestrelServerOptions>(
                kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)),
    };

    private static HttpRequestMessage Request(string path, bool isOverHttp2)
    {
        HttpRequestMessage request = TestApp.Request(HttpMethod.Get, path);
        if (isOverHttp2)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return request;
    }

    private static async Task<Answer> GetOverHttp2Async(TestApp app, string path)
    {
        using HttpRequestMessage request = Request(path, isOverHttp2: true);
        return await Answer.OfAsync(await app.Client.SendAsync(request));
    }
}
