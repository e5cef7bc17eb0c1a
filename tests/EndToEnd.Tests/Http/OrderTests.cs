using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Middleware that responds instead of a handler, or changes its response.</summary>
internal sealed class OrderTests(string store) : OrderScenarios(store)
{
    [Test]
    public async Task An_exception_handler_in_front_answers_for_a_handler_that_throws()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseExceptionHandler("/failed"), Failing);
        Answer failed = await app.GetAsync();
        Answer works = await app.GetAsync();
        Answer hit = await app.GetAsync();

        Assert.That((failed.Status, failed.Body, failed.CacheStatus), Is.EqualTo((500, "sorry", "CacheKit; fwd=bypass; detail=re-executed")));
        Assert.That((works.CacheStatus, hit.CacheKit, hit.Body), Is.EqualTo((Stored, "HIT", "works")));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    [Test]
    public async Task An_exception_handler_behind_answers_too_and_its_page_is_not_stored()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseExceptionHandler("/failed"), Failing);
        Answer failed = await app.GetAsync();
        Answer works = await app.GetAsync();
        Answer hit = await app.GetAsync();

        Assert.That((failed.Status, failed.Body, failed.CacheStatus), Is.EqualTo((500, "sorry", "CacheKit; fwd=uri-miss; detail=status")));
        Assert.That((works.CacheStatus, hit.CacheKit, hit.Body), Is.EqualTo((Stored, "HIT", "works")));
    }

    [Test]
    public async Task A_cached_page_that_an_exception_handler_runs_is_stored_for_its_own_requests_only()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseExceptionHandler("/failed"), Failing);
        await app.GetAsync();
        Answer page = await app.GetAsync("/failed");
        Answer again = await app.GetAsync("/failed");

        Assert.That((page.Status, page.CacheStatus, again.CacheKit, again.Status), Is.EqualTo((200, Stored, "HIT", 200)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Status_code_pages_on_either_side_fill_in_a_cached_404(bool inFront)
    {
        await using TestApp app = await StartAsync(inFront, app => app.UseStatusCodePages(), NotFound);
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();

        Assert.That((miss.Status, miss.CacheKit), Is.EqualTo((404, "MISS")));
        Assert.That(miss.Body, Does.StartWith("Status Code: 404; Not Found"));
        Assert.That((hit.Status, hit.CacheKit, hit.Body), Is.EqualTo((404, "HIT", miss.Body)));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    [Test]
    public async Task Status_code_pages_in_front_that_run_a_cached_page_again_go_past_the_cache()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseStatusCodePagesWithReExecute("/missing"), NotFound);
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Answer page = await app.GetAsync("/missing");

        Assert.That((hit.Status, hit.Body), Is.EqualTo((404, "nothing here")));
        Assert.That(hit.CacheStatus, Does.StartWith("CacheKit; hit; ").And.EndsWith("CacheKit; fwd=bypass; detail=re-executed"));
        Assert.That((page.Status, page.CacheStatus), Is.EqualTo((200, Stored)));
    }

    [Test]
    public async Task Status_code_pages_behind_that_run_another_page_are_stored_with_it()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseStatusCodePagesWithReExecute("/missing"), NotFound);
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();

        Assert.That((miss.Status, miss.CacheStatus, miss.Body), Is.EqualTo((404, Stored, "nothing here")));
        Assert.That((hit.Status, hit.CacheKit, hit.Body), Is.EqualTo((404, "HIT", "nothing here")));
    }

    [Test]
    public async Task Compression_in_front_serves_every_client_from_one_entry()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseResponseCompression(), Text, Compression);
        Answer miss = await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer plain = await app.GetAsync();
        Answer zipped = await app.GetAsync("/", "Accept-Encoding: gzip");

        Assert.That((miss.CacheStatus, Unzip(miss)), Is.EqualTo((Stored, "1 a text")));
        Assert.That((plain.CacheKit, plain["Content-Encoding"], plain.Body), Is.EqualTo(("HIT", (string?)null, "1 a text")));
        Assert.That((zipped.CacheKit, Unzip(zipped)), Is.EqualTo(("HIT", "1 a text")));
    }

    [Test]
    public async Task Compression_behind_stores_an_entry_for_each_encoding()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseResponseCompression(), Text, Compression);
        await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer plain = await app.GetAsync();
        Answer zipped = await app.GetAsync("/", "Accept-Encoding: gzip");
        Answer plainAgain = await app.GetAsync();

        Assert.That((plain.CacheStatus, plain["Content-Encoding"], plain.Body), Is.EqualTo(("CacheKit; fwd=miss; stored", (string?)null, "2 a text")));
        Assert.That((zipped.CacheKit, Unzip(zipped), zipped["Vary"]), Is.EqualTo(("HIT", "1 a text", "Accept-Encoding")));
        Assert.That((plainAgain.CacheKit, plainAgain.Body), Is.EqualTo(("HIT", "2 a text")));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    [Test]
    public async Task Cors_in_front_answers_each_origin_from_one_entry()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseCors(), Text, Cors);
        await app.GetAsync("/", "Origin: http://a.example");
        Answer other = await app.GetAsync("/", "Origin: http://b.example");
        Answer none = await app.GetAsync();

        Assert.That((other.CacheKit, other["Access-Control-Allow-Origin"]), Is.EqualTo(("HIT", "http://b.example")));
        Assert.That((none.CacheKit, none["Access-Control-Allow-Origin"]), Is.EqualTo(("HIT", (string?)null)));
    }

    [Test]
    public async Task Cors_behind_stores_an_entry_for_each_origin()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseCors(), Text, Cors);
        await app.GetAsync("/", "Origin: http://a.example");
        Answer b = await app.GetAsync("/", "Origin: http://b.example");
        Answer none = await app.GetAsync();
        Answer foreign = await app.GetAsync("/", "Origin: http://c.example");
        Answer a = await app.GetAsync("/", "Origin: http://a.example");

        Assert.That((a.CacheKit, a["Access-Control-Allow-Origin"], a["Vary"]), Is.EqualTo(("HIT", "http://a.example", "Origin")));
        Assert.That((b.CacheKit, b["Access-Control-Allow-Origin"]), Is.EqualTo(("MISS", "http://b.example")));
        Assert.That((none.CacheKit, none["Access-Control-Allow-Origin"]), Is.EqualTo(("MISS", (string?)null)));
        Assert.That((foreign.CacheKit, foreign["Access-Control-Allow-Origin"]), Is.EqualTo(("MISS", (string?)null)));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    private static void Failing(WebApplication routes)
    {
        int runs = 0;
        routes.MapGet("/", [Cache(60)] string () => ++runs == 1 ? throw new InvalidOperationException() : "works");
        routes.MapGet("/failed", [Cache(60)] () => "sorry");
    }

    private static void NotFound(WebApplication routes)
    {
        routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound());
        routes.MapGet("/missing", [Cache(60)] () => "nothing here");
    }

    private static void Text(WebApplication routes)
    {
        int runs = 0;
        routes.MapGet("/", [Cache(60)] () => $"{++runs} a text");
    }

    private static void Compression(IServiceCollection services) =>
        services.AddResponseCompression(options => options.Providers.Add<GzipCompressionProvider>());

    private static void Cors(IServiceCollection services) =>
        services.AddCors(options => options.AddDefaultPolicy(cors => cors.WithOrigins("http://a.example", "http://b.example")));

    private static string Unzip(Answer answer)
    {
        Assert.That(answer["Content-Encoding"], Is.EqualTo("gzip"));
        using var gzip = new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }
}
