using System.Text.Json.Nodes;

namespace CacheKit.Dashboard.Tests.Api;

/// <summary>What each route answers.</summary>
[TestFixture]
internal sealed class DashboardApiTests
{
    [Test]
    public async Task The_caches_are_listed_with_their_stores()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Cache = options => options.Expiration = TimeSpan.FromMinutes(5),
        });

        JsonNode answer = await app.ReadAsync("api/caches");
        JsonNode cache = answer["caches"]!.AsArray().Single()!;
        JsonNode store = cache["stores"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That((bool)answer["isReadOnly"]!, Is.False);
            Assert.That((bool)answer["showsValues"]!, Is.False);
            Assert.That((string?)cache["name"], Is.EqualTo("default"));
            Assert.That((string?)cache["prefix"], Is.EqualTo("app"));
            Assert.That((bool)cache["isEnabled"]!, Is.True);
            Assert.That((double)cache["expiration"]!, Is.EqualTo(300));
            Assert.That((string?)cache["listing"], Is.EqualTo("pages"));
            Assert.That(cache["copies"], Is.Null);
            Assert.That((string?)store["level"], Is.EqualTo("l1"));
            Assert.That((string?)store["backend"], Is.EqualTo(nameof(InMemoryBackend)));
            Assert.That((string?)store["state"], Is.EqualTo("available"));
        });
    }

    [Test]
    public async Task Named_caches_and_the_global_cache_are_listed_together_and_each_is_read_by_its_name()
    {
        using var global = new InMemoryBackend();
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Services = services => services.AddKeyedCacheKit("reports/daily", "reports").UseInMemory(),
        });
        CacheManager.Init(global, "global-prefix");
        try
        {
            await app.Cache.SetAsync("a", 1);
            await app.Services.GetRequiredKeyedService<ICache>("reports/daily").SetAsync("b", 1);
            await CacheManager.SetAsync("c", 1);

            JsonNode answer = await app.ReadAsync("api/caches");
            Assert.That(answer["caches"]!.AsArray().Select(cache => (string?)cache!["name"]), Is.EqualTo(new[] { "default", "reports/daily", "global" }));
            Assert.That(await KeysAsync(app, "default"), Is.EqualTo(new[] { "app::a" }));
            Assert.That(await KeysAsync(app, "reports%2Fdaily"), Is.EqualTo(new[] { "reports::b" }));
            Assert.That(await KeysAsync(app, "global"), Is.EqualTo(new[] { "global-prefix::c" }));
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [Test]
    public async Task Keys_are_listed_with_namespace_name_time_to_live_and_size()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("7", "ann", new CacheEntryOptions { Namespace = "users", Expiration = TimeSpan.FromHours(1) });

        JsonNode answer = await app.ReadAsync("api/caches/default/keys");
        JsonNode key = answer["keys"]!.AsArray().Single()!;
        Assert.That((string?)key["key"], Is.EqualTo("app:users:7"));
        Assert.That((string?)key["namespace"], Is.EqualTo("users"));
        Assert.That((string?)key["name"], Is.EqualTo("7"));
        Assert.That((double)key["timeToLive"]!, Is.InRange(3500, 3600));
        Assert.That((long)key["size"]!, Is.Positive);
        Assert.That(answer["next"], Is.Null);
    }

    [Test]
    public async Task A_key_is_readable_in_the_JSON()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("Find(name=\"Jürgen\")&<b>", 1);
        Assert.That((await app.GetAsync("api/caches/default/keys")).Body, Does.Contain("""Find(name=\"Jürgen\")&<b>"""));
    }

    [Test]
    public async Task Keys_are_chosen_by_namespace_and_by_text()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("Ann", 1, new CacheEntryOptions { Namespace = "users" });
        await app.Cache.SetAsync("ben", 1, new CacheEntryOptions { Namespace = "users" });
        await app.Cache.SetAsync("ann", 1, new CacheEntryOptions { Namespace = "a:b" });
        await app.Cache.SetAsync("none", 1);

        Assert.That(await KeysAsync(app, "default", "?namespace=users"), Is.EquivalentTo(new[] { "app:users:Ann", "app:users:ben" }));
        Assert.That(await KeysAsync(app, "default", "?namespace=a%3Ab"), Is.EqualTo(new[] { "app:a%3Ab:ann" }));
        Assert.That(await KeysAsync(app, "default", "?namespace="), Is.EqualTo(new[] { "app::none" }));
        Assert.That(await KeysAsync(app, "default", "?find=ann"), Is.EquivalentTo(new[] { "app:users:Ann", "app:a%3Ab:ann" }));
        Assert.That(await KeysAsync(app, "default", "?namespace=users&find=ann"), Is.EqualTo(new[] { "app:users:Ann" }));
    }

    [Test]
    public async Task The_pages_of_a_listing_contain_all_keys()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        for (int i = 0; i < 250; i++)
            await app.Cache.SetAsync($"{i}", i);

        var found = new HashSet<string>();
        string? cursor = null;
        do
        {
            JsonNode page = await app.ReadAsync("api/caches/default/keys?size=20" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            found.UnionWith(page["keys"]!.AsArray().Select(key => (string)key!["key"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.That(found, Is.EquivalentTo(Enumerable.Range(0, 250).Select(i => $"app::{i}")));
    }

    [Test]
    public async Task An_entry_is_read_with_its_tags_and_without_its_value()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("7", "secret", new CacheEntryOptions { Namespace = "users", Tags = ["user:7"], Expiration = TimeSpan.FromHours(1) });

        JsonNode entry = await app.ReadAsync("api/caches/default/entry?key=app%3Ausers%3A7");
        Assert.That((string?)entry["key"], Is.EqualTo("app:users:7"));
        Assert.That((double)entry["timeToLive"]!, Is.InRange(3500, 3600));
        Assert.That((string?)entry["tags"]!.AsArray().Single()!["name"], Is.EqualTo("user:7"));
        Assert.That((string?)entry["tags"]!.AsArray().Single()!["state"], Is.EqualTo("current"));
        Assert.That(entry["value"], Is.Null);
        Assert.That(entry.ToJsonString(), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Chosen_entries_are_removed()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        foreach (string key in new[] { "a", "b", "c" })
            await app.Cache.SetAsync(key, 1);

        Answer answer = await app.PostAsync("api/caches/default/remove", """{"keys":["app::a","app::b","app::absent"]}""");
        Assert.That(answer.Body, Is.EqualTo("""{"removed":2}"""));
        Assert.That(await KeysAsync(app, "default"), Is.EqualTo(new[] { "app::c" }));
    }

    [Test]
    public async Task A_namespace_is_cleared_and_null_clears_the_cache()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("a", 1, new CacheEntryOptions { Namespace = "users" });
        await app.Cache.SetAsync("b", 1, new CacheEntryOptions { Namespace = "orders" });
        await app.Cache.SetAsync("c", 1);

        Assert.That((await app.PostAsync("api/caches/default/clear", """{"namespace":"users"}""")).Body, Is.EqualTo("""{"cleared":1}"""));
        Assert.That(await KeysAsync(app, "default"), Is.EquivalentTo(new[] { "app:orders:b", "app::c" }));
        Assert.That((await app.PostAsync("api/caches/default/clear", """{"namespace":""}""")).Body, Is.EqualTo("""{"cleared":1}"""));
        Assert.That(await KeysAsync(app, "default"), Is.EqualTo(new[] { "app:orders:b" }));
        Assert.That((await app.PostAsync("api/caches/default/clear", """{"namespace":null}""")).Body, Is.EqualTo("""{"cleared":1}"""));
        Assert.That(await KeysAsync(app, "default"), Is.Empty);
    }

    [TestCase("immediate")]
    [TestCase("soft")]
    public async Task A_tag_is_evicted(string mode)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("a", 1, new CacheEntryOptions { Tags = ["user:7"] });

        Answer answer = await app.PostAsync("api/caches/default/evict", $$"""{"tag":"user:7","mode":"{{mode}}"}""");
        Assert.That(answer.Body, Is.EqualTo("""{"isDone":true}"""));
        Assert.That((await app.Cache.TryGetAsync<int>("a")).HasValue, Is.False);
    }

    [Test]
    public async Task A_cache_is_switched_off_and_on()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        ICacheSettings settings = app.Services.GetRequiredService<ICacheSettings>();

        Assert.That((await app.PostAsync("api/caches/default/switch", """{"isEnabled":false}""")).Body, Is.EqualTo("""{"isEnabled":false}"""));
        Assert.That(settings.Enabled, Is.False);
        Assert.That((await app.PostAsync("api/caches/default/switch", """{"isEnabled":true}""")).Body, Is.EqualTo("""{"isEnabled":true}"""));
        Assert.That(settings.Enabled, Is.True);
    }

    [Test]
    public async Task An_entry_that_no_function_of_this_process_has_computed_is_not_refreshed()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("a", 1);

        Answer answer = await app.PostAsync("api/caches/default/refresh", """{"key":"app::a"}""");
        Assert.That(answer.Body, Is.EqualTo("""{"isRefreshed":false}"""));
    }

    [Test]
    public async Task Figures_count_the_requests_of_a_namespace()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.ReadAsync("api/figures");
        await app.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(1), new CacheEntryOptions { Namespace = "users" });
        await app.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(1), new CacheEntryOptions { Namespace = "users" });

        JsonNode subject = (await app.ReadAsync("api/figures"))["caches"]!.AsArray().Single()!["subjects"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)subject["kind"], Is.EqualTo("namespace"));
            Assert.That((string?)subject["name"], Is.EqualTo("users"));
            Assert.That((long)subject["hits"]!, Is.EqualTo(1));
            Assert.That((long)subject["misses"]!, Is.EqualTo(1));
            Assert.That((double)subject["hitRatio"]!, Is.EqualTo(0.5));
            Assert.That((long)subject["computations"]!["count"]!, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_computation_under_way_is_shown()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        var end = new TaskCompletionSource<int>();
        ValueTask<int> running = app.Cache.GetOrCreateAsync("slow", _ => new ValueTask<int>(end.Task));

        JsonNode flight = (await app.ReadAsync("api/figures"))["caches"]!.AsArray().Single()!["flights"]!.AsArray().Single()!;
        end.SetResult(1);
        await running;
        Assert.That((string?)flight["kind"], Is.EqualTo("flight"));
        Assert.That((string?)flight["key"], Is.EqualTo("app::slow"));
        Assert.That((bool)flight["isBackground"]!, Is.False);
    }

    private static async Task<IEnumerable<string>> KeysAsync(DashboardApp app, string cache, string query = "") =>
        [.. (await app.ReadAsync($"api/caches/{cache}/keys{query}"))["keys"]!.AsArray().Select(key => (string)key!["key"]!)];
}
