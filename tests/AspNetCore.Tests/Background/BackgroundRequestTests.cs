using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace CacheKit.AspNetCore.Tests.Background;

/// <summary>A handler that runs in the background sees a copy of the request, with services of its own.</summary>
public sealed class BackgroundRequestTests(Store store) : EndpointTests(store)
{
    private static readonly AsyncLocal<string?> _tenant = new();

    [Test]
    public async Task A_background_handler_sees_the_request_unchanged()
    {
        string seen = await SeenBehindAsync(
            context =>
                $"{context.Request.Method} {context.Request.Scheme} {context.Request.Path}{context.Request.QueryString} " +
                $"{context.Request.Headers["X-Shape"]} " +
                $"{context.Request.RouteValues["id"]} {context.GetEndpoint()!.DisplayName} {context.Connection.RemoteIpAddress}",
            HttpMethod.Head,
            "X-Shape: round");
        Assert.That(seen, Is.EqualTo("GET http /7?a=1 round 7 HTTP: GET, HEAD /{id} 127.0.0.1"));
    }

    [Test]
    public async Task A_background_handler_sees_no_conditions_and_no_range()
    {
        string seen = await SeenBehindAsync(
            context => string.Join(",", context.Request.Headers.Keys.Where(name => name.StartsWith("If-", StringComparison.Ordinal) || name == "Range")),
            HttpMethod.Get,
            "If-None-Match: \"a\"",
            "If-Modified-Since: Sun, 01 Mar 2026 11:00:00 GMT",
            "Range: bytes=0-1");
        Assert.That(seen, Is.Empty);
    }

    [Test]
    public async Task A_background_handler_sees_the_items_and_the_culture_of_middleware()
    {
        string seen = await SeenBehindAsync(
            context => $"{context.Items["tenant"]} {CultureInfo.CurrentCulture.Name}",
            HttpMethod.Get);
        Assert.That(seen, Is.EqualTo("acme de-AT"));
    }

    [Test]
    public async Task A_background_handler_sees_what_the_application_has_prepared_for_it()
    {
        string seen = await SeenBehindAsync(
            context => $"{context.RequestServices.GetRequiredService<Scoped>().Tenant} {_tenant.Value}", HttpMethod.Get);
        Assert.That(seen, Is.EqualTo("acme acme"));
    }

    [Test]
    public async Task A_background_handler_has_a_service_scope_of_its_own()
    {
        string seen = await SeenBehindAsync(context => $"{context.RequestServices.GetRequiredService<Scoped>().IsDisposed}", HttpMethod.Get);
        Assert.That(seen, Is.EqualTo("False"));
    }

    [Test]
    public async Task A_background_request_is_the_current_one_for_its_handler_only()
    {
        string seen = await SeenBehindAsync(
            context => $"{context.RequestServices.GetRequiredService<IHttpContextAccessor>().HttpContext == context}", HttpMethod.Get);
        Assert.That(seen, Is.EqualTo("True"));
    }

    [Test]
    public async Task Objects_that_a_background_handler_registers_for_disposal_are_disposed()
    {
        var disposed = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                context.Response.RegisterForDispose(new Scoped { Disposed = disposed.Pass });
            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync();
        await disposed.Opened;
    }

    [Test]
    public async Task A_background_handler_that_disables_status_code_pages_stores_no_response_without_a_body()
    {
        var refreshed = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst), CacheStatusCodes(404)] (HttpContext context) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                    return Results.Text("hello");

                context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
                context.Response.OnCompleted(() =>
                {
                    refreshed.Pass();
                    return Task.CompletedTask;
                });
                return Results.StatusCode(404);
            }),
            new TestAppSettings { Outer = outer => outer.UseStatusCodePages() });
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync();
        await refreshed.Opened;
        Answer gone = await app.GetAsync();
        Assert.That((gone.Body, gone.CacheStatus), Is.EqualTo(("", "CacheKit; fwd=uri-miss; detail=status-pages")));
    }

    [Test]
    public async Task A_background_request_passes_an_authorized_endpoint()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/",
                [Cache(60, Grace = 600), VaryBy(User = true)] (HttpContext context) =>
                    $"{context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)!.Value} {Interlocked.Increment(ref runs)}")
                .RequireAuthorization(),
            new TestAppSettings
            {
                Services = services => services.AddAuthorization(),
                Outer = outer =>
                {
                    outer.UseCookieUser();
                    outer.UseAuthorization();
                },
            });
        await app.GetAsync("/", "Cookie: user=ann");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        Answer fresh = await app.GetAsync("/", "Cookie: user=ann");
        Assert.That((fresh.Body, fresh.CacheStatus), Is.EqualTo(("ann 2", "CacheKit; fwd=stale; stored")));
    }

    // The text that the handler reads when it runs in the background, after the client's request has ended.
    private async Task<string> SeenBehindAsync(Func<HttpContext, string> look, HttpMethod method, params string[] headers)
    {
        var ended = new Gate();
        var seen = new TaskCompletionSource<string>();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/{id}", ["GET", "HEAD"], [Cache(60, Policy = TestPolicies.StaleFirst)] async (HttpContext context, int id) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                    return "hello";
                await ended.Opened;
                seen.SetResult(look(context));
                return "hello again";
            }),
            new TestAppSettings
            {
                Services = services => services.AddHttpContextAccessor().AddScoped<Scoped>(),
                Http = http => http.PrepareBackground = client =>
                {
                    string? tenant = client.RequestServices.GetRequiredService<Scoped>().Tenant;
                    return background => background.RequestServices.GetRequiredService<Scoped>().Tenant = _tenant.Value = tenant;
                },
                Outer = outer => outer.Use(async (context, next) =>
                {
                    IHttpContextAccessor accessor = context.RequestServices.GetRequiredService<IHttpContextAccessor>();
                    context.Items["tenant"] = "acme";
                    CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-AT");
                    context.RequestServices.GetRequiredService<Scoped>().Tenant = "acme";
                    await next(context);
                    Assert.That(accessor.HttpContext, Is.SameAs(context));
                }),
            });
        await app.GetAsync("/7?a=1");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        Answer stale = await app.SendAsync(method, "/7?a=1", headers);
        Assert.That(stale.CacheStatus, Does.EndWith("detail=stale-while-revalidate"));
        ended.Pass();
        return await seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private sealed class Scoped : IDisposable
    {
        public Action? Disposed { get; init; }

        public bool IsDisposed { get; private set; }

        public string? Tenant { get; set; }

        public void Dispose()
        {
            IsDisposed = true;
            Disposed?.Invoke();
        }
    }
}
