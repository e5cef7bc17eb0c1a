using System.Text.Json.Nodes;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Dashboard.Tests.Reading;

/// <summary>The dashboard on a real Redis.</summary>
[TestFixture]
internal sealed class DashboardReaderTests
{
    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = new RedisBackend(_redis.PatientConnectionString);
    }

    [TearDown]
    public async Task Stop()
    {
        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task Keys_are_listed_page_by_page_and_those_of_others_are_not()
    {
        await using DashboardApp app = await StartAsync();
        for (int i = 0; i < 300; i++)
            await app.Cache.SetAsync($"{i}", i, new CacheEntryOptions { Namespace = "numbers" });
        await _redis.SendAsync("SET", "session:7", "secret");

        var found = new List<string>();
        string? cursor = null;
        int pages = 0;
        do
        {
            JsonNode page = await app.ReadAsync("api/caches/default/keys?size=50" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            found.AddRange(page["keys"]!.AsArray().Select(key => (string)key!["key"]!));
            cursor = (string?)page["next"];
            pages++;
        }
        while (cursor is not null);

        Assert.That(found.Distinct(), Is.EquivalentTo(Enumerable.Range(0, 300).Select(i => $"app:numbers:{i}")));
        Assert.That(pages, Is.GreaterThan(1));
    }

    [Test]
    public async Task A_key_of_another_application_is_neither_read_nor_removed()
    {
        await using DashboardApp app = await StartAsync();
        await _redis.SendAsync("SET", "session:7", "secret");

        Assert.That((await app.GetAsync("api/caches/default/entry?key=session%3A7")).Status, Is.EqualTo(404));
        Assert.That((await app.PostAsync("api/caches/default/remove", """{"keys":["session:7"]}""")).Status, Is.EqualTo(404));
        Assert.That(await _redis.SendAsync("GET", "session:7"), Is.EqualTo("secret"));
    }

    [Test]
    public async Task An_entry_that_is_removed_is_computed_again()
    {
        await using DashboardApp app = await StartAsync();
        int runs = 0;
        ValueTask<int> Read() => app.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(++runs));
        await Read();
        await Read();

        await app.PostAsync("api/caches/default/remove", """{"keys":["app::a"]}""");
        Assert.That(await Read(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_stored_response_is_shown_without_headers_of_credentials()
    {
        await using DashboardApp app = await StartAsync(options => options.ShowsValues = true);
        await app.SendAsync(HttpMethod.Get, "/greeting");

        JsonNode key = (await app.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray().Single()!;
        JsonNode entry = await app.ReadAsync("api/caches/default/entry?key=" + Uri.EscapeDataString((string)key["key"]!));
        Assert.That((string?)entry["format"], Is.EqualTo("response"));
        Assert.That((int)entry["response"]!["status"]!, Is.EqualTo(200));
        Assert.That((string?)entry["response"]!["bodyFormat"], Is.EqualTo("json"));
        Assert.That((string?)entry["response"]!["body"], Does.Contain("\"hello\": \"world\""));
        Assert.That(entry.ToJsonString(), Does.Contain("X-Shown").And.Not.Contain("secret"));
        Assert.That(entry["created"], Is.Not.Null);
    }

    [Test]
    public async Task The_value_of_an_entry_is_indented_JSON_if_values_are_shown()
    {
        await using DashboardApp app = await StartAsync(options => options.ShowsValues = true);
        await app.Cache.SetAsync("a", new { name = "a reader", age = 7 });

        JsonNode entry = await app.ReadAsync("api/caches/default/entry?key=app%3A%3Aa");
        Assert.That((string?)entry["format"], Is.EqualTo("json"));
        Assert.That(((string?)entry["value"])!.ReplaceLineEndings("\n"), Is.EqualTo("{\n  \"name\": \"a reader\",\n  \"age\": 7\n}"));
        Assert.That((string?)entry["level"], Is.EqualTo("l2"));
    }

    [Test]
    public async Task A_cache_with_two_levels_has_two_stores_and_says_whether_its_copies_are_confirmed()
    {
        using var memory = new InMemoryBackend();
        await using var levels = new TieredBackend(memory, _backend);
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Backend = levels });

        // On a busy machine the first calls may come before the connection: then L2 takes nothing.
        await Poll.UntilSucceedsAsync(async () => await _backend.GetAsync("a"));
        await app.Cache.SetAsync("a", 1);
        await Poll.UntilAsync(async () => (bool)(await app.ReadAsync("api/caches"))["caches"]![0]!["copies"]!["isConfirmed"]!);

        JsonNode cache = (await app.ReadAsync("api/caches"))["caches"]![0]!;
        Assert.That(cache["stores"]!.AsArray().Select(store => $"{store!["level"]} {store["backend"]}"),
            Is.EqualTo(new[] { $"l1 {nameof(InMemoryBackend)}", $"l2 {nameof(RedisBackend)}" }));
        Assert.That((string?)(await app.ReadAsync("api/caches/default/entry?key=app%3A%3Aa"))["level"], Is.EqualTo("l2"));
    }

    [Test]
    public async Task A_store_that_is_down_is_reported_with_since_when_and_its_keys_are_a_problem()
    {
        await using DashboardApp app = await StartAsync(cache: options => options.Store = new StoreOptions());
        await Poll.UntilAsync(async () =>
        {
            await app.Cache.SetAsync("a", 1);
            return (await app.Cache.TryGetAsync<int>("a")).HasValue;
        });
        _redis.Kill();

        await Poll.UntilAsync(async () =>
        {
            await app.Cache.TryGetAsync<int>("a");
            return (string?)(await app.ReadAsync("api/caches"))["caches"]![0]!["stores"]![0]!["state"] != "available";
        });
        Assert.That((long)(await app.ReadAsync("api/caches"))["caches"]![0]!["stores"]![0]!["failures"]!, Is.Positive);

        foreach (string path in new[] { "keys", "entry?key=app%3A%3Aa" })
        {
            Answer answer = await app.GetAsync("api/caches/default/" + path);
            Assert.That(answer.Status, Is.EqualTo(503), answer.Body);
            Assert.That(answer.Body, Does.Contain("store-unavailable").And.Contain(nameof(RedisBackend)));
        }

        Assert.That((await app.PostAsync("api/caches/default/evict", """{"tag":"x","mode":"immediate"}""")).Body, Is.EqualTo("""{"isDone":false}"""));
    }

    [Test]
    public async Task An_entry_for_thousands_of_years_has_a_page()
    {
        await using DashboardApp app = await StartAsync();
        await app.Cache.SetAsync("a", 1, new CacheEntryOptions { Expiration = TimeSpan.FromDays(9_000 * 365) });
        Answer answer = await app.GetAsync("entry?cache=default&key=app%3A%3Aa");
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.Body, Does.Contain("Expires in"));
    }

    private Task<DashboardApp> StartAsync(
        Action<CacheKitDashboardOptions>? options = null, Action<CacheOptions>? cache = null) => DashboardApp.StartAsync(new DashboardAppSettings
        {
            Backend = _backend,
            Cache = cache,
            Pipeline = app => app.UseCacheKit(),
            Map = app =>
            {
                app.MapCacheKit(configure: options);
                app.MapGet("/greeting", (HttpContext context) =>
                {
                    context.Response.Headers["X-Api-Key"] = "secret";
                    context.Response.Headers["X-Session-Token"] = "secret";
                    context.Response.Headers["X-Shown"] = "shown";
                    return new { hello = "world" };
                }).Cache(60);
            },
        });
}
