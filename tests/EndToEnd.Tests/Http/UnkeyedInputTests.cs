using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Rewrite;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Inputs of a handler that are not part of the response's key.</summary>
internal sealed class UnkeyedInputTests(string storeName) : ScenarioTests(storeName)
{
    [Test]
    public async Task A_GET_with_a_body_goes_past_the_cache([Values("json", "form", "chunked")] string kind)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpRequest request) =>
            request.HasFormContentType ? (await request.ReadFormAsync())["text"].ToString() : await new StreamReader(request.Body).ReadToEndAsync()));
        Answer one = await SendAsync(app, "/", kind, "one");
        Answer two = await SendAsync(app, "/", kind, "two");
        Answer plain = await app.GetAsync();
        Assert.That((one.Body, two.Body), Is.EqualTo((kind == "json" ? "\"one\"" : "one", kind == "json" ? "\"two\"" : "two")));
        Assert.That((two.CacheStatus, plain.CacheStatus), Is.EqualTo(("CacheKit; fwd=bypass; detail=body", "CacheKit; fwd=uri-miss; stored")));
    }

    [Test]
    public async Task A_GET_with_a_body_gets_no_stored_response()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpRequest request) =>
            await new StreamReader(request.Body).ReadToEndAsync()));
        await app.GetAsync();
        Answer answer = await SendAsync(app, "/", "chunked", "one");
        Assert.That((answer.Body, answer.CacheKit), Is.EqualTo(("one", "BYPASS")));
    }

    [Test]
    public async Task An_empty_body_is_none()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentLength = 0;
        Assert.That((await Answer.OfAsync(await app.Client.SendAsync(request))).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_form_that_replaces_a_value_of_the_path_replaces_no_entry()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), new TestAppSettings
        {
            Services = services => services.AddControllers().ConfigureApplicationPartManager(new ListedControllers(typeof(FormController)).ReplaceAll),
        });
        using HttpRequestMessage forged = TestApp.Request(HttpMethod.Get, "/mvc/items/1");
        forged.Content = new FormUrlEncodedContent([KeyValuePair.Create("id", "forged")]);
        Answer answer = await Answer.OfAsync(await app.Client.SendAsync(forged));
        Answer next = await app.GetAsync("/mvc/items/1");
        Assert.That((answer.Body, answer.CacheKit, next.Body, next.CacheKit), Is.EqualTo(("forged", "BYPASS", "1", "MISS")));
    }

    [Test]
    public async Task A_page_made_for_forwarded_headers_that_are_applied_behind_the_cache_is_not_stored([Values("Proto", "Host", "Prefix")] string header)
    {
        await using TestApp app = await StartAsync(Address, new TestAppSettings { Inner = Forwarding });
        string value = header == "Prefix" ? "/one" : "one";
        Answer direct = await app.GetAsync();
        Answer forwarded = await app.GetAsync("/", $"X-Forwarded-{header}: {value}");
        Assert.That(forwarded.Body, Does.Contain("one").And.Not.EqualTo(direct.Body));
        Assert.That(forwarded.CacheStatus, Does.Contain("detail=request-changed"));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo(direct.Body));
    }

    [Test]
    public async Task A_page_made_for_forwarded_headers_that_are_applied_in_front_of_the_cache_is_stored()
    {
        await using TestApp app = await StartAsync(Address, new TestAppSettings { Outer = Forwarding });
        await app.GetAsync("/", "X-Forwarded-Host: one");
        Answer hit = await app.GetAsync("/", "X-Forwarded-Host: one");
        Answer other = await app.GetAsync("/", "X-Forwarded-Host: two");
        Assert.That((hit.Body, hit.CacheKit, other.Body), Is.EqualTo(("http://one/", "HIT", "http://two/")));
    }

    [Test]
    public async Task A_link_that_a_handler_makes_of_a_forwarded_header_reaches_no_other_client(
        [Values("X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-Host")] string header, [Values] bool isForgedFirst)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"link {request.Headers[header]}"));
        string[] forged = [$"{header}: evil"];
        string[] plain = [];
        await app.GetAsync("/", isForgedFirst ? forged : plain);
        Answer second = await app.GetAsync("/", isForgedFirst ? plain : forged);
        Assert.That(second.Body, Is.EqualTo(isForgedFirst ? "link " : "link evil"));
    }

    [Test]
    public async Task A_request_whose_method_is_overridden_behind_the_cache_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/", ["GET", "POST"], [Cache(60)] (HttpRequest request) => request.Method),
            new TestAppSettings
            {
                Inner = inner => inner.Use((context, next) =>
                {
                    if (context.Request.Headers["X-Http-Method-Override"] is [{ } method])
                        context.Request.Method = method;
                    return next(context);
                }),
            });
        Answer overridden = await app.GetAsync("/", "X-HTTP-Method-Override: POST");
        Answer plain = await app.GetAsync();
        Answer again = await app.GetAsync("/", "X-HTTP-Method-Override: POST");
        Assert.That((overridden.Body, overridden.CacheStatus), Is.EqualTo(("POST", "CacheKit; fwd=uri-miss; detail=request-changed")));
        Assert.That((plain.Body, again.Body), Is.EqualTo(("GET", "POST")));
    }

    [Test]
    public async Task A_POST_with_a_method_override_after_the_cache_stays_a_POST()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/", ["GET", "POST"], [Cache(60)] (HttpRequest request) => request.Method),
            new TestAppSettings { Inner = inner => inner.UseHttpMethodOverride() });
        Answer answer = await app.SendAsync(HttpMethod.Post, "/", "X-HTTP-Method-Override: GET");
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("GET", "CacheKit; fwd=method")));
    }

    [Test]
    public async Task A_page_whose_path_or_query_is_rewritten_behind_the_cache_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{**path}", [Cache(60)] (HttpRequest request) => request.Path + request.QueryString),
            new TestAppSettings { Inner = inner => inner.UseRewriter(new RewriteOptions().AddRewrite("^old", "new?version=2", skipRemainingRules: true)) });
        Answer answer = await app.GetAsync("/old");
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("/new?version=2", "CacheKit; fwd=uri-miss; detail=request-changed")));
    }

    [Test]
    public async Task A_page_with_a_nonce_is_not_stored([Values("handler", "front", "front-late", "behind", "behind-late", "report")] string where)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                string nonce = context.Items["nonce"] as string ?? Nonce();
                if (where == "handler")
                    context.Response.Headers.ContentSecurityPolicy = Policy(nonce);
                if (where == "report")
                    context.Response.Headers.ContentSecurityPolicyReportOnly = Policy(nonce);
                return Results.Content($"<script nonce=\"{nonce}\"></script>", "text/html");
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) => AddPolicy(context, next, where is "front", where is "front-late")),
                Inner = inner => inner.Use((context, next) => AddPolicy(context, next, where is "behind", where is "behind-late")),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        string policy = second["Content-Security-Policy"] ?? second["Content-Security-Policy-Report-Only"]!;
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=nonce"));
        Assert.That(second.Body, Does.Contain(policy.Split('\'')[1]["nonce-".Length..]));
    }

    [Test]
    public async Task A_page_that_holds_no_nonce_is_stored_though_a_policy_in_front_has_one()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => Results.Content("<p>hello</p>", "text/html")),
            new TestAppSettings { Outer = outer => outer.Use((context, next) => AddPolicy(context, next, now: true, later: false)) });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That(hit.CacheKit, Is.EqualTo("HIT"));
        Assert.That(hit["Content-Security-Policy"], Does.Contain("'nonce-").And.Not.EqualTo(miss["Content-Security-Policy"]));
    }

    private static Task AddPolicy(HttpContext context, RequestDelegate next, bool now, bool later)
    {
        if (!now && !later)
            return next(context);

        string nonce = Nonce();
        context.Items["nonce"] = nonce;
        if (now)
            context.Response.Headers.ContentSecurityPolicy = Policy(nonce);
        else
            context.Response.OnStarting(() => Task.FromResult(context.Response.Headers.ContentSecurityPolicy = Policy(nonce)));
        return next(context);
    }

    private static string Nonce() => RandomNumberGenerator.GetHexString(32);

    private static string Policy(string nonce) => $"script-src 'nonce-{nonce}'";

    private static void Address(WebApplication routes) =>
        routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}/");

    private static void Forwarding(WebApplication app)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        app.UseForwardedHeaders(options);
    }

    private static async Task<Answer> SendAsync(TestApp app, string path, string kind, string text)
    {
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, path);
        request.Content = kind switch
        {
            "json" => JsonContent.Create(text),
            "form" => new FormUrlEncodedContent([KeyValuePair.Create("text", text)]),
            _ => new StringContent(text),
        };
        if (kind == "chunked")
            request.Headers.TransferEncodingChunked = true;
        return await Answer.OfAsync(await app.Client.SendAsync(request));
    }
}
