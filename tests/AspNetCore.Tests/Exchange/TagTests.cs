using CacheKit.AspNetCore.Tests.Controllers;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Entries of endpoints that are evicted by their tags.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class TagTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task An_entry_with_the_tag_is_a_miss_after_its_eviction_and_others_are_hits()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}", "users"])] (int id) => id);
            routes.MapGet("/untagged", [Cache(60)] () => "");
        });
        Assert.That(await StatusesAsync(app, "/users/7", "/users/8", "/untagged"), Is.EqualTo(new[] { "MISS", "MISS", "MISS" }));
        Assert.That(await StatusesAsync(app, "/users/7", "/users/8", "/untagged"), Is.EqualTo(new[] { "HIT", "HIT", "HIT" }));
        await app.Cache.EvictAsync("user:7");
        Assert.That(await StatusesAsync(app, "/users/7", "/users/8", "/untagged"), Is.EqualTo(new[] { "MISS", "HIT", "HIT" }));
        await app.Cache.EvictAsync("users");
        Assert.That(await StatusesAsync(app, "/users/7", "/users/8", "/untagged"), Is.EqualTo(new[] { "MISS", "MISS", "HIT" }));
    }

    [TestCase("/users/a%20b", "user:a b")]
    [TestCase("/users/a:b", "user:a:b")]
    [TestCase("/users/%7Bid%7D", "user:{id}")]
    [TestCase("/users/J%C3%BCrgen", "user:Jürgen")]
    [TestCase("/USERS/Reader", "user:Reader")]
    [TestCase("/users", "user:")]
    public async Task A_tag_has_the_text_of_the_route_value(string path, string tag)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/users/{id?}", [Cache(60, Tags = ["user:{ID}"])] (string? id) => id ?? "none"));
        await app.GetAsync(path);
        Assert.That((await app.GetAsync(path)).CacheKit, Is.EqualTo("HIT"));
        await app.Cache.EvictAsync(tag);
        Assert.That((await app.GetAsync(path)).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task A_tag_of_nothing_but_an_absent_route_value_is_none()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/users/{id?}", [Cache(60, Tags = ["{id}"])] (string? id) => id ?? "none"));
        Assert.That(await StatusesAsync(app, "/users", "/users"), Is.EqualTo(new[] { "MISS", "HIT" }));
    }

    [TestCase("group")]
    [TestCase("route")]
    [TestCase("{handler}")]
    public async Task The_tags_of_group_route_and_handler_add_up(string tag)
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGroup("").Cache(tags: ["group"]).MapGet("/", [Cache(60, Tags = ["{{handler}}"])] () => "").Cache(tags: ["route"]));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
        await app.Cache.EvictAsync(tag);
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("MISS"));
    }

    [TestCase("user:7", "MISS", "MISS")]
    [TestCase("action:One", "MISS", "HIT")]
    [TestCase("two", "HIT", "MISS")]
    public async Task The_tags_of_controller_and_action_add_up(string tag, params string[] after)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), new TestAppSettings { Services = AddController });
        Assert.That(await StatusesAsync(app, "/tagged/one/7", "/tagged/two/7"), Is.EqualTo(new[] { "MISS", "MISS" }));
        await app.Cache.EvictAsync(tag);
        Assert.That(await StatusesAsync(app, "/tagged/one/7", "/tagged/two/7"), Is.EqualTo(after));
    }

    [TestCase(null)]
    [TestCase("Cache-Control: no-cache")]
    public async Task A_response_whose_tag_was_evicted_while_its_handler_ran_is_not_found_or_waited_for(string? header)
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Tags = ["users"])] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run == 1)
            {
                entered.Pass();
                await end.Opened;
            }

            return run;
        }));
        Task<Answer> outdated = app.GetAsync("/", header is null ? [] : [header]);
        await entered.Opened;
        await app.Cache.EvictAsync("users");
        Answer fresh = await app.GetAsync();
        end.Pass();
        Answer first = await outdated;
        Answer hit = await app.GetAsync();
        Assert.That((first.Body, fresh.Body, hit.Body, hit.CacheKit), Is.EqualTo(("1", "2", "2", "HIT")));
    }

    [Test]
    public async Task A_hit_with_tags_has_its_age_and_max_age()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Tags = ["users"])] () => new { hello = "world" }));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body, hit["Cache-Control"]), Is.EqualTo(("HIT", """{"hello":"world"}""", "max-age=40")));
    }

    [Test]
    public async Task A_function_and_an_endpoint_share_their_tags()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (int id) => id));
        await app.GetAsync("/users/7");
        await app.Cache.SetAsync("7", "value", new CacheEntryOptions { Tags = ["user:7"] });
        await app.Cache.EvictAsync("user:7");
        Assert.That(((await app.GetAsync("/users/7")).CacheKit, (await app.Cache.TryGetAsync<string>("7")).HasValue), Is.EqualTo(("MISS", false)));
    }

    private static async Task<string?[]> StatusesAsync(TestApp app, params string[] paths)
    {
        var statuses = new List<string?>();
        foreach (string path in paths)
            statuses.Add((await app.GetAsync(path)).CacheKit);
        return [.. statuses];
    }

    private static void AddController(IServiceCollection services)
    {
        services.AddSingleton(new ActionRuns());
        services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new ListedControllers(typeof(TaggedController)));
        });
    }
}
