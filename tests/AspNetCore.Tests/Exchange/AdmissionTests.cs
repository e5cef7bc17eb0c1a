using System.Net.Http.Headers;
using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Fakes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Requests that the cache leaves to their handler because of their user, headers or body.</summary>
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

    [TestCase("", "", false, "hit; ttl=60")]
    [TestCase("", "", true, "hit; ttl=60")]
    [TestCase("", "ann", false, "fwd=bypass; detail=user")]
    [TestCase("", "ann", true, "hit; ttl=60")]
    [TestCase("", "nameless", false, "fwd=bypass; detail=user")]
    [TestCase("", "nameless", true, "fwd=bypass; detail=user-unknown")]
    [TestCase("Bearer abc", "", false, "fwd=bypass; detail=authorization")]
    [TestCase("Bearer abc", "", true, "fwd=bypass; detail=authorization")]
    [TestCase("Bearer abc", "ann", false, "fwd=bypass; detail=authorization")]
    [TestCase("Bearer abc", "ann", true, "hit; ttl=60")]
    public async Task A_request_is_answered_only_where_its_key_tells_its_user_apart(string authorization, string user, bool variesByUser, string status)
    {
        string[] headers = authorization.Length > 0 ? [$"Authorization: {authorization}"] : [];
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello").WithMetadata(new VaryByAttribute { User = variesByUser }), SignedInAs(user));
        await app.GetAsync("/", headers);
        Assert.That((await app.GetAsync("/", headers)).CacheStatus, Is.EqualTo($"CacheKit; {status}"));
    }

    [TestCase(false, true, 1)]
    [TestCase(true, true, 0)]
    [TestCase(false, false, 0)]
    public async Task Credentials_that_were_not_checked_before_the_cache_are_one_warning_where_users_have_entries(
        bool isAuthenticated, bool variesByUser, int warnings)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello").WithMetadata(new VaryByAttribute { User = variesByUser }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    if (isAuthenticated)
                        context.Features.Set<IAuthenticationFeature>(new Authenticated());
                    return next(context);
                }),
            });
        for (int i = 0; i < 2; i++)
            await app.GetAsync("/", "Authorization: Bearer abc");
        Assert.That(app.Log.OfCacheKit.Count(line => line.Message.Contains("UseAuthentication", StringComparison.Ordinal)), Is.EqualTo(warnings));
    }

    [TestCase(true, 500)]
    [TestCase(false, 401)]
    public async Task Authorization_after_the_cache_is_an_error_while_the_cache_is_enabled(bool isEnabled, int status)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello").RequireAuthorization(policy => policy.RequireAssertion(_ => false)),
            new TestAppSettings { Services = AddAuthorization, Inner = inner => inner.UseAuthorization() });
        app.CacheSettings.Enabled = isEnabled;
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(status));
        Assert.That(
            app.Log.Lines.Count(line => line.Exception?.Message.Contains("app.UseCacheKit() after app.UseAuthorization()", StringComparison.Ordinal) ?? false),
            Is.EqualTo(isEnabled ? 1 : 0));
    }

    [Test]
    public async Task A_request_that_is_executed_again_for_an_error_goes_to_its_handler()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/", () => Results.NotFound());
                routes.MapGet("/error", [Cache(60), CacheStatusCodes(404)] () => "sorry");
            },
            new TestAppSettings { Outer = outer => outer.UseStatusCodePagesWithReExecute("/error").UseRouting() });
        await app.GetAsync();
        Answer error = await app.GetAsync();
        Assert.That((error.Body, error.CacheStatus), Is.EqualTo(("sorry", "CacheKit; fwd=bypass; detail=re-executed")));
    }

    [Test]
    public async Task A_request_whose_context_is_of_another_class_goes_to_its_handler()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings { Outer = outer => outer.Use((HttpContext context, RequestDelegate next) => next(new OtherContext(context))) });
        Answer answer = await app.GetAsync();
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("hello", "CacheKit; fwd=bypass; detail=context")));
    }

    [Test]
    public async Task A_request_whose_endpoint_has_a_filter_that_a_hit_must_not_skip_goes_to_its_handler()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello").AddEndpointFilter((context, next) => next(context)));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=filter"));
    }

    private static void AddAuthorization(IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddAuthentication().AddCookie(options => options.Events.OnRedirectToLogin = context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
    }

    // A user without a name or another claim cannot be told apart from others.
    private static TestAppSettings SignedInAs(string user) => new()
    {
        Outer = outer => outer.Use((context, next) =>
        {
            if (user.Length > 0)
                context.User = user == "nameless" ? new ClaimsPrincipal(new ClaimsIdentity([], authenticationType: "Cookies")) : SignIn.As(user);
            return next(context);
        }),
    };

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

    private sealed class Authenticated : IAuthenticationFeature
    {
        public PathString OriginalPathBase { get; set; }

        public PathString OriginalPath { get; set; }
    }
}
