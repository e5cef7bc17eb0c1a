using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Responses that are never stored, and requests that bypass the cache.</summary>
public sealed class StorabilityTests(Store store) : EndpointTests(store)
{
    [TestCase("Set-Cookie", "a=1", "set-cookie")]
    [TestCase("Cache-Control", "no-store", "no-store")]
    [TestCase("Cache-Control", "private", "private")]
    [TestCase("Cache-Control", "private, max-age=60", "private")]
    [TestCase("Cache-Control", "PRIVATE", "private")]
    [TestCase("Cache-Control", "private=\"X-User\"", "private")]
    [TestCase("Cache-Control", "no-cache", "no-cache")]
    [TestCase("Cache-Control", "max-age=60, no-store", "no-store")]
    [TestCase("Cache-Control", "=;no-store", "cache-control")]
    [TestCase("Cache-Control", "max-age=x", "cache-control")]
    [TestCase("Cache-Control", "a b, max-age=60", "cache-control")]
    [TestCase("Cache-Control", "a=\"b", "cache-control")]
    [TestCase("Cache-Control", "max-age=x, no-store", "no-store")]
    [TestCase("Cache-Control", "a=\"b, no-store", "no-store")]
    [TestCase("Cache-Control", "=, private=\"a, b\"", "private")]
    [TestCase("Cache-Control", "no-store=\"\"", "no-store")]
    [TestCase("Vary", "*", "vary")]
    [TestCase("Vary", "Accept, *", "vary")]
    public async Task A_response_whose_header_forbids_it_is_not_cached(string name, string value, string detail)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers[name] = value;
            return ++runs;
        }));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit, second[name]), Is.EqualTo(("2", "MISS", value)));
        Assert.That(second.CacheStatus, Is.EqualTo($"CacheKit; fwd=uri-miss; detail={detail}"));
    }

    [Test]
    public async Task A_response_without_a_body_whose_handler_has_disabled_status_code_pages_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] (HttpContext context) =>
            {
                context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
                context.Response.StatusCode = 404;
            }),
            new TestAppSettings { Outer = outer => outer.UseStatusCodePages() });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("", "CacheKit; fwd=uri-miss; detail=status-pages")));
    }

    [Test]
    public async Task A_response_without_a_body_is_stored_where_outer_middleware_has_disabled_status_code_pages()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound()),
            new TestAppSettings
            {
                Outer = outer => outer.UseStatusCodePages().Use((context, next) =>
                {
                    context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
                    return next(context);
                }),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit), Is.EqualTo(("", "HIT")));
    }

    [TestCase("")]
    [TestCase(" , ,")]
    public async Task An_empty_cache_control_forbids_nothing(string cacheControl)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, miss["Cache-Control"], hit["Cache-Control"]), Is.EqualTo(("HIT", "max-age=60", "max-age=60")));
    }

    [TestCase("max-age=99999999999999999999")]
    [TestCase("max-age=2147483649, immutable")]
    [TestCase("max-age=\"60\"")]
    [TestCase("max-age=60, a=\"no-store, private\"")]
    [TestCase("max-age=60, stale-if-error=never")]
    public async Task A_cache_control_that_can_be_read_and_forbids_nothing_is_stored(string cacheControl)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            return "hello";
        }));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Cache-Control"]), Is.EqualTo(("HIT", cacheControl)));
    }

    [Test]
    public async Task A_prohibition_on_the_second_line_of_a_header_counts()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = new(["max-age=60", "private"]);
            return ++runs;
        }));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_response_that_is_not_stored_gets_no_freshness_headers()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.SetCookie = "a=1";
            return "";
        }));
        Answer answer = await app.GetAsync();
        Assert.That((answer["Cache-Control"], answer["Expires"], answer.EntityTag), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
    }

    [Test]
    public async Task A_cookie_set_when_the_response_starts_keeps_it_from_being_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            int run = ++runs;
            context.Response.OnStarting(() =>
            {
                context.Response.Cookies.Append("session", $"{run}");
                return Task.CompletedTask;
            });
            return run;
        }));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second["Set-Cookie"]), Is.EqualTo(("2", "session=2; path=/")));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=set-cookie"));
    }

    [Test]
    public async Task A_cookie_set_when_the_response_starts_by_a_middleware_outside_is_not_stored()
    {
        int requests = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    int request = ++requests;
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Cookies.Append("session", $"{request}");
                        return Task.CompletedTask;
                    });
                    return next(context);
                }),
            });
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((first["Set-Cookie"], second["Set-Cookie"]), Is.EqualTo(("session=1; path=/", "session=2; path=/")));
        Assert.That(second.CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_request_with_an_authorization_header_bypasses_the_cache()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs));
        await app.GetAsync();
        Answer authorized = await app.GetAsync("/", "Authorization: Bearer abc");
        Answer after = await app.GetAsync();
        Assert.That((authorized.Body, authorized.CacheKit), Is.EqualTo(("2", "BYPASS")));
        Assert.That(authorized.CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=authorization"));
        Assert.That((after.Body, after.CacheKit), Is.EqualTo(("1", "HIT")));
    }

    [Test]
    public async Task An_exception_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
            ++runs == 1 ? throw new InvalidOperationException("first") : runs));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((first.Status, first.Body), Is.EqualTo((500, "")));
        Assert.That((second.Status, second.CacheKit, second.Body), Is.EqualTo((200, "MISS", "2")));
    }

    [Test]
    public async Task A_body_written_before_an_exception_is_neither_sent_nor_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half of ");
            if (++runs == 1)
                throw new InvalidOperationException("first");
            await context.Response.WriteAsync("it");
        }));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((first.Status, first.Body, second.CacheKit, second.Body), Is.EqualTo((500, "", "MISS", "half of it")));
    }

    [Test]
    public async Task The_page_of_an_exception_handler_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(500)] string () => throw new InvalidOperationException($"{++runs}")),
            new TestAppSettings
            {
                Outer = outer => outer.UseExceptionHandler(error => error.Run(context =>
                    context.Response.WriteAsync("sorry: " + context.Features.Get<IExceptionHandlerFeature>()!.Error.Message))),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.Body, second.EntityTag, second.CacheKit), Is.EqualTo((500, "sorry: 2", (string?)null, (string?)null)));
    }

    [Test]
    public async Task A_range_of_a_missing_entry_is_cut_from_the_whole_which_is_stored()
    {
        byte[] bytes = [1, 2, 3, 4, 5];
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes(bytes, enableRangeProcessing: true)));
        Answer part = await app.GetAsync("/", "Range: bytes=1-2");
        Answer whole = await app.GetAsync();
        Assert.That((part.Status, part.CacheKit, part.Bytes), Is.EqualTo(((int)HttpStatusCode.PartialContent, "MISS", new byte[] { 2, 3 })));
        Assert.That((whole.CacheKit, whole.Bytes), Is.EqualTo(("HIT", bytes)));
    }

    [Test]
    public async Task A_condition_on_a_missing_entry_is_answered_from_the_whole_which_is_stored()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
            Results.Bytes([1, 2], entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue("\"v1\""))));
        Answer unmodified = await app.GetAsync("/", "If-None-Match: \"v1\"");
        Answer whole = await app.GetAsync();
        Assert.That((unmodified.Status, unmodified.EntityTag), Is.EqualTo((304, "\"v1\"")));
        Assert.That((whole.Status, whole.CacheKit, whole.Bytes), Is.EqualTo((200, "HIT", new byte[] { 1, 2 })));
    }

    [TestCase(Storability.Status, 399, false, true)]
    [TestCase(Storability.Status, 400, true, false)]
    [TestCase(Storability.Status, 403, true, false)]
    [TestCase(Storability.Status, 404, false, true)]
    [TestCase(Storability.Status, 410, false, true)]
    [TestCase(Storability.Status, 500, true, false)]
    [TestCase(Storability.Incomplete, 200, true, false)]
    [TestCase("no-store", 200, false, true)]
    [TestCase("private", 200, false, true)]
    [TestCase("no-cache", 200, false, true)]
    [TestCase("set-cookie", 200, false, false)]
    [TestCase("set-cookie", 200, true, true)]
    [TestCase(Storability.Cookie, 200, true, true)]
    public void A_response_that_is_not_stored_may_outdate_the_stored_one(string whyNot, int status, bool hasExpired, bool isOutdated) =>
        Assert.That(Storability.IsOutdatedBy(whyNot, status, hasExpired), Is.EqualTo(isOutdated));
}
