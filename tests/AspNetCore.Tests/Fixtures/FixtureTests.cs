namespace CacheKit.AspNetCore.Tests.Fixtures;

/// <summary>
/// What each version has stored, one file for each, is read by all later ones. After a change of a layout that is meant, run with
/// CACHEKIT_RECORD_FIXTURES=version: that adds the file of a new version, and the older files stay as they are, to be read for ever.
/// </summary>
[TestFixture]
public sealed class FixtureTests
{
    private const string Recording = "CACHEKIT_RECORD_FIXTURES";

    private static readonly string _folder = Path.Combine(Root(), "tests", "AspNetCore.Tests", "Fixtures");
    private static readonly CacheEntryOptions _daily = new() { Expiration = TimeSpan.FromDays(1) };
    private static readonly CacheEntryOptions _sliding = _daily with { ExpirationRules = new ExpirationRules { SlidingExpiration = TimeSpan.FromHours(1) } };
    private static readonly CacheEntryOptions _stale = _daily with { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), EagerRefreshThreshold = 0.8 } };
    private static readonly CacheEntryOptions _tagged = _daily with { Namespace = "tagged", Tags = ["red", "blue"] };
    private static readonly CacheEntryOptions _soft = _daily with { Namespace = "tagged", Tags = ["soft"], Stale = _stale.Stale };

    private static IEnumerable<string> Versions =>
        Directory.GetFiles(_folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Versions))]
    public async Task Entries_of_each_version_are_read(string version)
    {
        FixtureStore store = FixtureStore.Read(FileOf(version));
        await using TestApp app = await StartAsync(store, "computed now");

        await ExpectHitAsync(app, "record", new Book("Title", 7), _daily);
        await ExpectHitAsync<string?>(app, "null", null, _daily);
        await ExpectHitAsync(app, "sliding", "value", _sliding);
        await ExpectHitAsync(app, "stale", "value", _stale);
        await ExpectHitAsync(app, "tagged", "value", _tagged);
        await ExpectHitAsync(app, "forever", 1, null);
        Assert.That(await app.Cache.GetOrCreateAsync("soft", _ => ValueTask.FromResult("computed now"), _soft), Is.EqualTo("value"));
        foreach ((string path, string language, string body) in Requests("stored"))
        {
            Answer answer = await app.GetAsync(path, $"Accept-Language: {language}");
            Assert.That((answer.CacheKit, answer.Status, answer.Body), Is.EqualTo(("HIT", path == "/missing" ? 404 : 200, body)), path);
        }

        await app.Cache.EvictAsync("red");
        Assert.That((await app.Cache.TryGetAsync<string>("tagged", _tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task Entries_are_stored_as_in_the_newest_fixture()
    {
        var store = new FixtureStore();
        await using (TestApp app = await StartAsync(store, "stored"))
            await StoreAsync(app);
        if (Environment.GetEnvironmentVariable(Recording) is { Length: > 0 } version)
        {
            Assert.That(File.Exists(FileOf(version)), Is.False, "A fixture is never written again.");
            store.Write(FileOf(version));
        }

        Assert.That(
            Described(store),
            Is.EquivalentTo(Described(FixtureStore.Read(FileOf(Versions.Last())))),
            $"Another layout? See the comment on {nameof(FixtureTests)}.");
    }

    // The generations of tags are random: of what holds some, the length alone is compared.
    private static IEnumerable<string> Described(FixtureStore store) => store.Entries.Select(entry =>
        $"{entry.Key} {entry.Value.TimeToLive} " + (entry.Key.Contains("tag", StringComparison.Ordinal)
            ? $"{entry.Value.Payload.Length} bytes"
            : Convert.ToBase64String(entry.Value.Payload.Span)));

    private static Task<TestApp> StartAsync(FixtureStore store, string body) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/json", [Cache(600), VaryBy(Host = false)] () => Results.Json(body));
            routes.MapGet("/page", [Cache(600), VaryBy(Host = false)] () => Results.Text(body, "text/html"));
            routes.MapGet("/missing", [Cache(600), VaryBy(Host = false), CacheStatusCodes(404)] () => Results.Text(body, statusCode: 404));
            routes.MapGet("/greeting", new Greeter(body).Greet);
        },
        new TestAppSettings { Backend = store, Prefix = "app" });

    private static async Task StoreAsync(TestApp app)
    {
        await app.Cache.SetAsync("record", new Book("Title", 7), _daily);
        await app.Cache.SetAsync<string?>("null", null, _daily);
        await app.Cache.SetAsync("sliding", "value", _sliding);
        await app.Cache.SetAsync("stale", "value", _stale);
        await app.Cache.SetAsync("tagged", "value", _tagged);
        await app.Cache.SetAsync("forever", 1);
        await app.Cache.SetAsync("soft", "value", _soft);
        await app.Cache.EvictAsync("soft", EvictionMode.Soft);
        foreach ((string path, string language, _) in Requests("stored"))
            await app.GetAsync(path, $"Accept-Language: {language}");
    }

    private static IEnumerable<(string Path, string Language, string Body)> Requests(string body) =>
    [
        ("/json", "en", $"\"{body}\""),
        ("/page", "en", body),
        ("/missing", "en", body),
        ("/greeting", "en", $"{body} in en"),
        ("/greeting", "de", $"{body} in de"),
    ];

    private static async Task ExpectHitAsync<T>(TestApp app, string key, T value, CacheEntryOptions? options)
    {
        CacheResult<T> result = await app.Cache.TryGetAsync<T>(key, options);
        Assert.That((result.HasValue, result.Value), Is.EqualTo((true, value)), key);
    }

    private static string FileOf(string version) => Path.Combine(_folder, version + ".txt");

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CacheKit.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of a checkout.");
        return folder;
    }

    private sealed record Book(string Title, int Pages);

    // A name of its own: that of its method is in a key.
    private sealed class Greeter(string body)
    {
        [Cache(600), VaryBy(Host = false)]
        public IResult Greet(HttpContext context)
        {
            context.Response.Headers.Vary = "Accept-Language";
            return Results.Text($"{body} in {context.Request.Headers.AcceptLanguage}");
        }
    }
}
