using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Representations of one URL that request headers select.</summary>
internal sealed class NegotiationTests(string storeName) : ScenarioTests(storeName)
{
    private const string Json = """{"name":"kettle"}""";

    [Test]
    public async Task A_client_that_asks_for_XML_gets_XML_and_not_the_JSON_of_another()
    {
        await using TestApp app = await StartThingsAsync();
        Answer json = await app.GetAsync("/things", "Accept: application/json");
        Answer xml = await app.GetAsync("/things", "Accept: application/xml");
        Answer jsonHit = await app.GetAsync("/things", "Accept: application/json");
        Answer xmlHit = await app.GetAsync("/things", "Accept: application/xml");
        Assert.That((json.Body, jsonHit.Body, jsonHit.CacheKit, jsonHit["Vary"]), Is.EqualTo((Json, Json, "HIT", json["Vary"])));
        Assert.That((xmlHit.Body, xmlHit.CacheKit, xmlHit["Vary"], xmlHit["Content-Type"]), Is.EqualTo((xml.Body, "HIT", xml["Vary"], xml["Content-Type"])));
        Assert.That(json["Vary"]!.Split(", "), Does.Contain("Accept"));
        Assert.That(xml.Body, Does.Contain("<Name>kettle</Name>"));
    }

    [Test]
    public async Task Neither_case_nor_white_space_of_Accept_tells_entries_apart()
    {
        await using TestApp app = await StartThingsAsync();
        await app.GetAsync("/things", "Accept: application/xml, text/html;q=0.5");
        Assert.That((await app.GetAsync("/things", "Accept: Application/XML,text/html; q=0.5")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Twelve_variants_of_one_URL_are_stored_side_by_side()
    {
        await using TestApp app = await StartThingsAsync();
        string[] accepted = [.. Enumerable.Range(0, 12).Select(i => $"Accept: application/{(i % 2 == 0 ? "json" : "xml")};v={i}, */*;q=0.1")];
        foreach (string accept in accepted)
            await app.GetAsync("/things", accept);
        foreach (string accept in accepted)
            Assert.That((await app.GetAsync("/things", accept)).CacheStatus, Does.StartWith("CacheKit; hit"), accept);
    }

    [Test]
    public async Task Made_up_values_of_a_header_leave_a_bounded_number_of_entries()
    {
        string prefix = Guid.NewGuid().ToString("N");
        await using TestApp app = await StartThingsAsync(prefix);
        await Parallel.ForEachAsync(Enumerable.Range(0, 5000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            await app.GetAsync("/things", $"Accept: application/json;v={i}"));
        int count = 0;
        await foreach (StoredKey _ in app.Backend.FindCapability<IListingBackend>()!.ListAsync(prefix))
            count++;
        Assert.That(count, Is.InRange(1000, 4096 + 8));
    }

    [Test]
    public async Task Values_that_share_an_entry_get_each_their_own_representation()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => request.Headers.Accept.ToString()));
        await Parallel.ForEachAsync(Enumerable.Range(0, 6000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            Answer answer = await app.GetAsync("/", $"Accept: text/{i}");
            Assert.That(answer.Body, Is.EqualTo($"text/{i}"));
        });
    }

    [Test]
    public async Task A_second_process_finds_the_variants_of_the_first()
    {
        string prefix = Guid.NewGuid().ToString("N");
        await using TestApp one = await StartThingsAsync(prefix);
        foreach (string type in new[] { "json", "xml" })
            await one.GetAsync("/things", $"Accept: application/{type}", "Host: things");
        await using TestApp two = await StartThingsAsync(prefix);
        Answer xml = await two.GetAsync("/things", "Accept: application/xml", "Host: things");
        Answer json = await two.GetAsync("/things", "Accept: application/json", "Host: things");

        // In memory, each process has its own entries.
        string found = IsShared ? "HIT" : "MISS";
        Assert.That((xml.CacheKit, json.CacheKit, json.Body), Is.EqualTo((found, found, Json)));
        Assert.That(xml.Body, Does.Contain("<Name>kettle</Name>"));
    }

    [Test]
    public async Task Concurrent_requests_for_a_cold_URL_get_each_their_own_representation()
    {
        var arrived = new Gate(12);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpRequest request) =>
            {
                await arrived.Opened;
                return $"made for {request.Headers.Accept}";
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.GetAsync("/", $"Accept: text/v{i % 4}")));
        Assert.That(answers.Select(answer => answer.Body), Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"made for text/v{i % 4}")));
        for (int i = 0; i < 4; i++)
            Assert.That((await app.GetAsync("/", $"Accept: text/v{i}")).Body, Is.EqualTo($"made for text/v{i}"));
    }

    [Test]
    public async Task Each_language_of_request_localization_in_front_of_the_cache_has_an_entry()
    {
        await using TestApp app = await StartAsync(Greeting, new TestAppSettings { Outer = outer => outer.UseRequestLocalization(Languages()) });
        foreach (string language in new[] { "de", "fr" })
            await app.GetAsync("/", $"Accept-Language: {language}");
        Answer german = await app.GetAsync("/", "Accept-Language: de");
        Answer french = await app.GetAsync("/", "Accept-Language: fr");
        Assert.That((german.Body, german.CacheKit, french.Body, french.CacheKit), Is.EqualTo(("de", "HIT", "fr", "HIT")));
        Assert.That(german["Vary"], Does.Contain("Accept-Language"));
    }

    [Test]
    public async Task A_culture_of_a_cookie_in_front_of_the_cache_has_an_entry_of_its_own()
    {
        await using TestApp app = await StartAsync(Greeting, new TestAppSettings { Outer = outer => outer.UseRequestLocalization(Languages()) });
        string cookie = $"Cookie: {CookieRequestCultureProvider.DefaultCookieName}={CookieRequestCultureProvider.MakeCookieValue(new RequestCulture("fr"))}";
        await app.GetAsync("/", "Accept-Language: de");
        Answer french = await app.GetAsync("/", "Accept-Language: de", cookie);
        Assert.That((french.Body, french["Vary"]), Is.EqualTo(("fr", "Cookie")));
        Assert.That((await app.GetAsync("/", "Accept-Language: de")).Body, Is.EqualTo("de"));
    }

    [Test]
    public async Task Each_language_of_request_localization_behind_the_cache_gets_its_own()
    {
        await using TestApp app = await StartAsync(Greeting, new TestAppSettings { Inner = inner => inner.UseRequestLocalization(Languages()) });
        foreach (string language in new[] { "de", "fr", "de", "fr" })
            Assert.That((await app.GetAsync("/", $"Accept-Language: {language}")).Body, Is.EqualTo(language));
    }

    [Test]
    public async Task Each_language_of_request_localization_by_header_alone_behind_the_cache_has_an_entry()
    {
        RequestLocalizationOptions options = Languages();
        options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider { Options = options }];
        await using TestApp app = await StartAsync(Greeting, new TestAppSettings { Inner = inner => inner.UseRequestLocalization(options) });
        foreach (string language in new[] { "de", "fr" })
            await app.GetAsync("/", $"Accept-Language: {language}");
        Answer german = await app.GetAsync("/", "Accept-Language: de");
        Answer french = await app.GetAsync("/", "Accept-Language: fr");
        Assert.That((german.Body, german.CacheKit, french.Body, french.CacheKit), Is.EqualTo(("de", "HIT", "fr", "HIT")));
        Assert.That(german["Vary"], Is.EqualTo("Accept-Language"));
    }

    [Test]
    public async Task Each_encoding_of_compression_behind_the_cache_has_an_entry()
    {
        string text = new('a', 5000);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => text),
            new TestAppSettings { Services = services => services.AddResponseCompression(), Inner = inner => inner.UseResponseCompression() });
        string[][] clients = [["Accept-Encoding: gzip"], ["Accept-Encoding: br"], []];
        foreach (string[] headers in clients)
            await app.GetAsync("/", headers);
        Answer[] hits = [await app.GetAsync("/", clients[0]), await app.GetAsync("/", clients[1]), await app.GetAsync("/", clients[2])];
        Assert.That(hits.Select(hit => hit.CacheKit), Is.All.EqualTo("HIT"));
        Assert.That(hits.Select(hit => hit["Content-Encoding"]), Is.EqualTo(new[] { "gzip", "br", null }));
        Assert.That(hits.Select(hit => hit["Vary"]), Is.All.EqualTo("Accept-Encoding"));
        Assert.That((Inflate(new GZipStream(new MemoryStream(hits[0].Bytes), CompressionMode.Decompress)), hits[2].Body), Is.EqualTo((text, text)));
    }

    [Test]
    public async Task A_header_that_distinguishes_fetches_from_pages_selects_the_entry(
        [Values("Origin", "Prefer", "Save-Data", "X-Requested-With")] string header)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"for {request.Headers[header]}"));
        await app.GetAsync("/");
        await app.GetAsync("/", $"{header}: one");
        Answer none = await app.GetAsync("/");
        Answer one = await app.GetAsync("/", $"{header}: one");
        Assert.That((none.Body, none.CacheKit, one.Body, one.CacheKit, one["Vary"]), Is.EqualTo(("for ", "HIT", "for one", "HIT", header)));
    }

    private static string Inflate(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Greeting(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => CultureInfo.CurrentUICulture.Name);

    private static RequestLocalizationOptions Languages() => new RequestLocalizationOptions()
        .AddSupportedCultures("en", "de", "fr").AddSupportedUICultures("en", "de", "fr").SetDefaultCulture("en");

    private Task<TestApp> StartThingsAsync(string prefix = "") => StartAsync(routes => routes.MapControllers(), new TestAppSettings
    {
        Prefix = prefix,
        Services = services => services.AddControllers().AddXmlSerializerFormatters()
            .ConfigureApplicationPartManager(new ListedControllers(typeof(ThingsController)).ReplaceAll),
    });
}
