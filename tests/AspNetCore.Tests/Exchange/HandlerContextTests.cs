namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Handlers that set through <see cref="CacheContext"/> how their response is stored.</summary>
public sealed class HandlerContextTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [TestCase(10, "max-age=10")]
    [TestCase(600, "max-age=600")]
    public async Task An_expiration_that_the_handler_sets_counts_and_is_sent(int seconds, string cacheControl)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
        {
            CacheContext.Current!.Expiration = seconds * _second;
            return Interlocked.Increment(ref runs);
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["Cache-Control"], hit["Cache-Control"], hit.CacheStatus), Is.EqualTo((cacheControl, cacheControl, $"CacheKit; hit; ttl={seconds}")));
        app.Clock.Advance((seconds - 1) * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=1"));
        app.Clock.Advance(_second);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_handler_can_keep_its_response_for_ever()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
        {
            CacheContext.Current!.Expiration = TimeSpan.MaxValue;
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["Cache-Control"], hit["Cache-Control"], hit.CacheStatus), Is.EqualTo(("max-age=31536000", "max-age=31536000", "CacheKit; hit")));
    }

    [Test]
    public async Task A_response_that_the_handler_declines_to_store_is_not_stored([Values] bool byExpiration)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () =>
        {
            if (byExpiration)
                CacheContext.Current!.Expiration = TimeSpan.Zero;
            else
                CacheContext.Current!.ShouldStore = false;
            return "hello";
        }));
        Answer[] answers = [await app.GetAsync(), await app.GetAsync()];
        Assert.That(
            answers.Select(answer => (answer.Body, answer.CacheStatus, answer["Cache-Control"])),
            Is.All.EqualTo(("hello", "CacheKit; fwd=uri-miss; detail=no-store", "max-age=0")));
    }

    [Test]
    public async Task A_tag_that_the_handler_adds_evicts_the_response()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Tags = ["all"])] () =>
        {
            CacheContext.Current!.AddTags("one", "all");
            return Interlocked.Increment(ref runs);
        }));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
        await app.Cache.EvictAsync("one");
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task The_validator_is_available_when_the_response_is_made_anew()
    {
        var seen = new List<string?>();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () =>
        {
            CacheContext context = CacheContext.Current!;
            seen.Add(context.PreviousValidator);
            context.Validator = $"v{seen.Count}";
            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.GetAsync();
        Assert.That(seen, Is.EqualTo(new[] { null, "v1" }));
    }

    [Test]
    public async Task A_handler_that_answers_304_in_the_background_renews_the_old_response()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () =>
        {
            Interlocked.Increment(ref runs);
            if (CacheContext.Current!.PreviousValidator == "v1")
                return Results.StatusCode(304);
            CacheContext.Current.Validator = "v1";
            return Results.Text("hello");
        }));
        await app.GetAsync();
        for (int i = 0; i < 2; i++)
        {
            app.Clock.Advance(61 * _second);
            Answer renewed = await app.GetAsync();
            Assert.That((renewed.Status, renewed.Body, renewed.CacheStatus), Is.EqualTo((200, "hello", "CacheKit; fwd=stale; stored")));
            Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=60"));
        }

        Assert.That(runs, Is.EqualTo(3));
    }

    [Test]
    public async Task A_handler_that_does_not_run_for_the_cache_has_no_context()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => $"{CacheContext.Current is null}"));
        Assert.That((await app.GetAsync("/", "Cache-Control: no-store")).Body, Is.EqualTo("True"));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("False"));
    }
}
