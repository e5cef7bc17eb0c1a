using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Requests that the cache leaves to their handler because of their headers or body.</summary>
public sealed class AdmissionTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_request_that_asks_for_an_upgrade_goes_to_its_handler()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        Answer answer = await app.GetAsync("/", "Connection: Upgrade", "Upgrade: other");
        Assert.That((answer.CacheKit, answer.CacheStatus), Is.EqualTo(("BYPASS", "CacheKit; fwd=bypass; detail=upgrade")));
    }

    // A server need not have the feature by which Kestrel says that a request has a body.
    [Test]
    public async Task A_request_with_a_body_goes_to_its_handler([Values] bool isChunked, [Values] bool isDetected)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"), Detecting(isDetected));
        await app.GetAsync();
        Answer answer = await SendAsync(app, "body", isChunked);
        Assert.That((answer.CacheKit, answer.CacheStatus), Is.EqualTo(("BYPASS", "CacheKit; fwd=bypass; detail=body")));
    }

    [Test]
    public async Task A_request_with_an_empty_body_is_answered([Values] bool isDetected)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"), Detecting(isDetected));
        await app.GetAsync();
        Assert.That((await SendAsync(app, "", isChunked: false)).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_client_that_is_authorized_without_being_a_user_shares_no_response([Values] bool variesByUser)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes =>
            {
                RouteHandlerBuilder endpoint = routes.MapGet("/", [Cache(60)] () => ++runs).RequireAuthorization(policy => policy.RequireAssertion(_ => true));
                if (variesByUser)
                    endpoint.WithMetadata(new VaryByAttribute { User = true });
            },
            new TestAppSettings { Services = services => services.AddAuthorization(), Outer = app => app.UseAuthorization() });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=bypass; detail=user-unknown")));
    }

    private static TestAppSettings Detecting(bool isDetected) => new()
    {
        Outer = app => app.Use((context, next) =>
        {
            if (!isDetected)
                context.Features.Set<IHttpRequestBodyDetectionFeature>(null);
            return next(context);
        }),
    };

    private static async Task<Answer> SendAsync(TestApp app, string body, bool isChunked)
    {
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        request.Content = new StringContent(body, new MediaTypeHeaderValue("text/plain"));
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        return await Answer.OfAsync(await app.Client.SendAsync(request));
    }
}
