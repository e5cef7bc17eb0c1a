using System.Net.Sockets;
using System.Text;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Responses that were cut short.</summary>
public sealed class IncompleteTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_response_with_less_than_its_content_length_promises_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            context.Response.ContentLength = ++runs == 1 ? 10 : 4;
            await context.Response.WriteAsync("four");
        }));
        Assert.That(() => app.GetAsync(), Throws.InstanceOf<HttpRequestException>());
        Answer second = await app.GetAsync();
        Assert.That((second.CacheKit, second.Body), Is.EqualTo(("MISS", "four")));
    }

    [Test]
    public async Task The_client_does_not_take_a_response_with_less_than_its_content_length_promises_for_whole()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("four");
        }));
        Assert.That(() => app.GetAsync(), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_response_whose_client_went_away_is_not_cached()
    {
        var entered = new Gate();
        var gone = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            if (++runs == 1)
            {
                await context.Response.WriteAsync("half");
                context.RequestAborted.Register(gone.Pass);
                entered.Pass();
                await gone.Opened;
                return;
            }

            await context.Response.WriteAsync("whole");
        }));
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        Task<HttpResponseMessage> left = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        await leaving.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());

        // A second request that comes before the server has noticed would wait with the handler, which goes on for it.
        await gone.Opened;
        Answer second = await app.GetAsync();
        Assert.That((second.CacheKit, second.Body), Is.EqualTo(("MISS", "whole")));
    }

    [Test]
    [Repeat(20)]
    public async Task A_response_that_the_handler_aborts_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            if (++runs == 1)
                context.Abort();
        }));
        Assert.That(() => app.GetAsync(), Throws.InstanceOf<HttpRequestException>());
        Answer second = await app.GetAsync();
        Assert.That(second.CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task A_client_that_sends_half_a_request_and_leaves_does_no_harm()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", app.Client.BaseAddress!.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: "));
        }

        Assert.That((await app.GetAsync()).Body, Is.EqualTo("hello"));
    }
}
