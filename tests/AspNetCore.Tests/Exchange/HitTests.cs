using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>A hit sends the stored response, without running the handler or what precedes it.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class HitTests(Store store) : EndpointTests(store)
{
    [TestCase("text/html; charset=utf-8", "<p>héllo</p>")]
    [TestCase("application/json", """{"a":1}""")]
    [TestCase("application/json; charset=utf-8", "not json")]
    [TestCase("application/problem+json", """{"title":"t"}""")]
    [TestCase("text/plain", "")]
    public async Task A_hit_gives_back_the_body_and_its_content_type(string contentType, string content)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(content);
        }));
        Answer first = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body, hit["Content-Type"]), Is.EqualTo(("HIT", content, contentType)));
        Assert.That((first.Body, first["Content-Type"]), Is.EqualTo((content, contentType)));
    }

    [Test]
    public async Task A_hit_without_a_content_type_has_none()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            context.Response.WriteAsync("{}")));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body, hit["Content-Type"]), Is.EqualTo(("HIT", "{}", (string?)null)));
    }

    [TestCase(0xFF, 0x01, 0x00)]
    [TestCase(0x00, 0xFF, 0x00)]
    [TestCase(0x7B, 0x80, 0x7D)]
    public async Task A_hit_gives_back_binary_content_byte_for_byte(byte first, byte second, byte third)
    {
        byte[] content = [first, second, third];
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes(content, "image/png")));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Content-Type"], hit.Bytes), Is.EqualTo(("HIT", "image/png", content)));
    }

    // The server takes a part of it, and the rest when the client has read that part.
    [Test]
    public async Task A_hit_larger_than_the_buffers_of_the_server_arrives_whole()
    {
        byte[] content = new byte[4 * 1024 * 1024];
        new Random(7).NextBytes(content);
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.Bytes(content)));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Bytes.AsSpan().SequenceEqual(content)), Is.EqualTo(("HIT", true)));
    }

    [Test]
    public async Task A_hit_gives_back_the_headers_of_the_handler()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers["X-Total"] = "42";
            context.Response.Headers.Link = new(["</1>; rel=prev", "</3>; rel=next"]);
            context.Response.Headers.ContentLanguage = "de";
            context.Response.Headers.LastModified = "Sun, 01 Mar 2026 10:00:00 GMT";
            return "hello";
        }));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["X-Total"], hit["Content-Language"]), Is.EqualTo(("HIT", "42", "de")));
        Assert.That(hit["Last-Modified"], Is.EqualTo("Sun, 01 Mar 2026 10:00:00 GMT"));
        Assert.That(hit.Headers["Link"], Is.EqualTo(new[] { "</1>; rel=prev", "</3>; rel=next" }));
    }

    [TestCase("Keep-Alive", "timeout=5")]
    [TestCase("Proxy-Authenticate", "Basic")]
    [TestCase("Upgrade", "h2c")]
    [TestCase("Trailer", "X-Sum")]
    public async Task A_hit_gives_back_no_header_of_one_connection(string name, string value)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers[name] = value;
            return "hello";
        }));
        Answer first = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((first[name], hit[name], hit.CacheKit), Is.EqualTo((value, (string?)null, "HIT")));
    }

    [Test]
    public async Task A_hit_gives_back_no_header_that_connection_names()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Connection = "X-Hop, close";
            context.Response.Headers["X-Hop"] = "1";
            return "hello";
        }));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["X-Hop"], hit["Connection"]), Is.EqualTo(("HIT", (string?)null, (string?)null)));
    }

    [Test]
    public async Task A_header_set_outside_belongs_to_each_request([Values] bool whenStarting)
    {
        int requests = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    string id = $"{++requests}";
                    if (!whenStarting)
                        context.Response.Headers["X-Correlation-Id"] = id;
                    else
                        context.Response.OnStarting(() => Task.FromResult(context.Response.Headers["X-Correlation-Id"] = id));
                    return next(context);
                }),
            });
        Answer first = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((first["X-Correlation-Id"], hit["X-Correlation-Id"], hit.CacheKit), Is.EqualTo(("1", "2", "HIT")));
    }

    [Test]
    public async Task A_header_set_outside_and_changed_by_the_handler_is_the_handlers()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => { context.Response.Headers["X-Version"] = "2"; }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    context.Response.Headers["X-Version"] = "1";
                    return next(context);
                }),
            });
        await app.GetAsync();
        Assert.That((await app.GetAsync())["X-Version"], Is.EqualTo("2"));
    }

    [TestCase("Content-Language", "de", "en")]
    [TestCase("Content-Location", "/de", "/en")]
    [TestCase("Content-Disposition", "inline", "attachment")]
    [TestCase("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 11:00:00 GMT")]
    public async Task A_header_that_describes_the_body_is_stored_with_it_even_if_set_outside(string name, string first, string second)
    {
        int requests = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    context.Response.Headers[name] = ++requests == 1 ? first : second;
                    return next(context);
                }),
            });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss[name], hit[name], hit.CacheKit), Is.EqualTo((first, first, "HIT")));
    }

    [Test]
    public async Task A_hit_gives_back_the_reason_phrase_but_no_304_has_it()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Quite Fine";
            return new { hello = "world" };
        }));
        Assert.That(await ReasonAsync("Accept: */*"), Is.EqualTo("MISS HTTP/1.1 200 Quite Fine"));
        Assert.That(await ReasonAsync("Accept: */*"), Is.EqualTo("HIT HTTP/1.1 200 Quite Fine"));
        Assert.That(await ReasonAsync("If-None-Match: *"), Is.EqualTo("HIT HTTP/1.1 304 Not Modified"));
        Assert.That(await ReasonAsync("If-None-Match: *", "/?a=1"), Is.EqualTo("MISS HTTP/1.1 304 Not Modified"));

        async Task<string> ReasonAsync(string header, string path = "/")
        {
            IReadOnlyList<string> head = await RawClient.GetHeadAsync(app.Client.BaseAddress!, path, header);
            return $"{head.Single(line => line.StartsWith("X-CacheKit: ", StringComparison.Ordinal))["X-CacheKit: ".Length..]} {head[0]}";
        }
    }

    [Test]
    public async Task A_hit_has_a_date_of_its_own_and_one_server()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Headers["Date"].Length, hit.Headers["Server"].Length), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_hit_binds_no_model()
    {
        var bindings = new Bindings();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (Bound bound) => bound.Query),
            new TestAppSettings { Services = services => services.AddSingleton(bindings) });
        await app.GetAsync("/?a=1");
        Answer hit = await app.GetAsync("/?a=1");
        Assert.That((hit.CacheKit, hit.Body, bindings.Count), Is.EqualTo(("HIT", "?a=1", 1)));
    }

    [Test]
    public async Task A_hit_runs_no_endpoint_filter_that_it_may_skip()
    {
        int filtered = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello").AddEndpointFilter((context, next) =>
        {
            filtered++;
            return next(context);
        }).CacheSkipsFilters());
        await app.GetAsync();
        await app.GetAsync();
        Assert.That(filtered, Is.EqualTo(1));
    }

    [Test]
    public async Task A_hit_runs_no_middleware_inside_the_cache()
    {
        int passed = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Inner = inner => inner.Use((context, next) =>
                {
                    passed++;
                    return next(context);
                }),
            });
        await app.GetAsync();
        await app.GetAsync();
        Assert.That(passed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_hundred_hits_on_one_entry_are_all_the_same()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { number = Random.Shared.Next() }));
        Answer first = await app.GetAsync();
        Answer[] hits = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.GetAsync()));
        Assert.That(hits.Select(hit => (hit.Body, hit.EntityTag)).Distinct(), Is.EqualTo(new[] { (first.Body, first.EntityTag) }));
    }

    private sealed record Bound(string Query)
    {
        public static ValueTask<Bound?> BindAsync(HttpContext context)
        {
            context.RequestServices.GetRequiredService<Bindings>().Count++;
            return new(new Bound(context.Request.QueryString.Value!));
        }
    }

    private sealed class Bindings
    {
        public int Count { get; set; }
    }
}
