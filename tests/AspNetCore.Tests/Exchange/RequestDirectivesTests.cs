namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The directives of a request: Cache-Control and Pragma.</summary>
public sealed class RequestDirectivesTests(Store store) : EndpointTests(store)
{
    private int _runs;

    [SetUp]
    public void Forget() => _runs = 0;

    [TestCase("Cache-Control: no-cache")]
    [TestCase("Cache-Control: NO-CACHE")]
    [TestCase("Cache-Control: max-age=0, no-cache")]
    [TestCase("Cache-Control: no-cache, max-age=600")]
    [TestCase("Cache-Control: max-age=x, no-cache")]
    [TestCase("Cache-Control: a=\"b, no-cache")]
    [TestCase("Cache-Control: no-cache, max-age=\"")]
    [TestCase("Pragma: no-cache")]
    [TestCase("Pragma: a=\"b, c\", No-Cache")]
    public async Task No_cache_runs_the_handler_and_stores_what_it_answers(string header)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Answer asked = await app.GetAsync("/", header);
        Answer after = await app.GetAsync();
        Assert.That((asked.Body, asked.CacheKit, after.Body, after.CacheKit), Is.EqualTo(("2", "BYPASS", "2", "HIT")));
    }

    [Test]
    public async Task A_response_in_place_of_one_that_is_too_old_for_a_client_is_stored([Values] bool compresses)
    {
        ICoder coder = compresses ? new JsonCoder().Then(new BrotliCompression()) : new JsonCoder();
        await using TestApp app = await StartAsync(Counted, new TestAppSettings { Options = options => options.Coder = coder });
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Answer asked = await app.GetAsync("/", "Cache-Control: max-age=1");
        Answer after = await app.GetAsync();
        Assert.That((asked.Body, asked.CacheKit, after.Body, after.CacheKit), Is.EqualTo(("2", "MISS", "2", "HIT")));
    }

    [Test]
    public async Task A_response_to_no_cache_that_the_handler_keeps_out_removes_the_one_that_it_had_to_replace()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
        {
            CacheContext.Current!.ShouldStore = ++_runs != 2;
            return _runs;
        }));
        await app.GetAsync();
        Answer asked = await app.GetAsync("/", "Cache-Control: no-cache");
        Answer after = await app.GetAsync();
        Assert.That((asked.Body, after.Body, after.CacheKit), Is.EqualTo(("2", "3", "MISS")));
    }

    [Test]
    public async Task No_cache_on_a_second_line_counts()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=600", "Cache-Control: no-cache")).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_response_stored_by_no_cache_has_its_whole_expiration()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(50));
        await app.GetAsync("/", "Cache-Control: no-cache");
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=60"));
    }

    [Test]
    public async Task No_cache_may_still_be_answered_by_a_304()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer first = await app.GetAsync();
        Answer asked = await app.GetAsync("/", "Cache-Control: no-cache", $"If-None-Match: {first.EntityTag}");
        Assert.That((asked.Status, asked.CacheKit), Is.EqualTo((304, "BYPASS")));
    }

    [Test]
    public async Task Pragma_is_ignored_beside_cache_control()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Pragma: no-cache", "Cache-Control: max-age=600")).CacheKit, Is.EqualTo("HIT"));
    }

    [TestCase("no-store")]
    [TestCase("no-store, no-cache")]
    [TestCase("max-age=0, no-store")]
    public async Task No_store_runs_the_handler_and_stores_nothing(string directive)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Answer asked = await app.GetAsync("/", $"Cache-Control: {directive}");
        Answer after = await app.GetAsync();
        Assert.That((asked.Body, asked.CacheKit, after.Body, after.CacheKit), Is.EqualTo(("2", "BYPASS", "1", "HIT")));
    }

    [Test]
    public async Task No_store_fills_no_empty_cache()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync("/", "Cache-Control: no-store");
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("MISS"));
    }

    [TestCase(9, "HIT")]
    [TestCase(10, "HIT")]
    [TestCase(11, "MISS")]
    public async Task Max_age_accepts_only_a_younger_entry(int age, string cacheKit)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(age));
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=10")).CacheKit, Is.EqualTo(cacheKit));
    }

    [Test]
    public async Task Max_age_of_zero_accepts_no_entry_of_a_second_ago()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Answer asked = await app.GetAsync("/", "Cache-Control: max-age=0");
        Assert.That((asked.CacheKit, asked.CacheStatus), Is.EqualTo(("MISS", "CacheKit; fwd=request; stored")));
    }

    [Test]
    public async Task A_response_made_for_max_age_is_stored_for_all_clients()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(11));
        await app.GetAsync("/", "Cache-Control: max-age=10");
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [TestCase("max-age=600, max-age=10")]
    [TestCase("max-age=10, max-age=600")]
    [TestCase("MAX-AGE = \"10\"")]
    [TestCase("max-age=\"1\\0\"")]
    [TestCase(",, ,max-age=10 , a=\"b, max-age=600\"")]
    [TestCase("max-age=x, max-age=10")]
    public async Task Max_age_may_be_written_in_any_form_and_the_smaller_counts(string cacheControl)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await app.GetAsync("/", $"Cache-Control: {cacheControl}")).CacheKit, Is.EqualTo("HIT"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await app.GetAsync("/", $"Cache-Control: {cacheControl}")).CacheKit, Is.EqualTo("MISS"));
    }

    [TestCase("xno-cachex")]
    [TestCase("a=\"no-cache\"")]
    public async Task Any_other_pragma_is_ignored(string pragma)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", $"Pragma: {pragma}")).CacheKit, Is.EqualTo("HIT"));
    }

    [TestCase(30, "HIT")]
    [TestCase(45, "HIT")]
    [TestCase(46, "MISS")]
    public async Task Min_fresh_accepts_only_an_entry_with_that_time_to_live_left(int minFresh, string cacheKit)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.That((await app.GetAsync("/", $"Cache-Control: min-fresh={minFresh}")).CacheKit, Is.EqualTo(cacheKit));
    }

    [Test]
    public async Task Min_fresh_accepts_an_entry_that_never_expires()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"));
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Cache-Control: min-fresh=100000000")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Only_if_cached_is_a_504_on_a_miss()
    {
        await using TestApp app = await StartAsync(Counted);
        Answer answer = await app.GetAsync("/", "Cache-Control: only-if-cached");
        Assert.That((answer.Status, answer.Body, answer.CacheKit, _runs), Is.EqualTo((504, "", "MISS", 0)));
        Assert.That(answer.CacheStatus, Is.EqualTo("CacheKit; detail=only-if-cached"));
    }

    [Test]
    public async Task Only_if_cached_is_a_hit_where_there_is_an_entry()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Answer answer = await app.GetAsync("/", "Cache-Control: only-if-cached");
        Assert.That((answer.Status, answer.CacheKit), Is.EqualTo((200, "HIT")));
    }

    [Test]
    public async Task Only_if_cached_is_a_504_where_the_entry_is_too_old()
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That((await app.GetAsync("/", "Cache-Control: only-if-cached, max-age=10")).Status, Is.EqualTo(504));
    }

    [Test]
    public async Task Only_if_cached_never_runs_the_handler([Values("no-cache", "no-store")] string other)
    {
        await using TestApp app = await StartAsync(Counted);
        Answer answer = await app.GetAsync("/", $"Cache-Control: only-if-cached, {other}");
        Assert.That((answer.Status, _runs), Is.EqualTo((504, 0)));
    }

    [TestCase("")]
    [TestCase("max-age")]
    [TestCase("max-age=x")]
    [TestCase("max-age=-1")]
    [TestCase("=")]
    [TestCase("what=ever, nothing")]
    [TestCase("max-age=\"0")]
    [TestCase("a=\"b, no-cache, no-store\"")]
    [TestCase("a=\"\\\", no-cache\"")]
    [TestCase("no-cachex, xno-cache, no-cache;")]
    [TestCase("max-age=99999999999999999999")]
    public async Task A_header_without_a_known_directive_is_ignored(string cacheControl)
    {
        await using TestApp app = await StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", $"Cache-Control: {cacheControl}")).CacheKit, Is.EqualTo("HIT"));
    }

    private void Counted(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => ++_runs);
}
