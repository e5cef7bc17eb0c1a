namespace CacheKit.AspNetCore.Tests.Evictions;

/// <summary>What an endpoint with [CacheEvict] or .CacheEvict() evicts.</summary>
public sealed class EndpointEvictionsTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task The_response_of_the_cached_endpoint_is_a_miss_after_the_change_and_others_are_hits()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (int id) => id);
            routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] (int id) => id);
        });
        await app.GetAsync("/users/7");
        await app.GetAsync("/users/8");
        await app.SendAsync(HttpMethod.Put, "/users/7");
        Assert.That(((await app.GetAsync("/users/7")).CacheKit, (await app.GetAsync("/users/8")).CacheKit), Is.EqualTo(("MISS", "HIT")));
    }

    [Test]
    public async Task A_namespace_is_cleared()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users", [Cache(60, Namespace = "users")] () => "all");
            routes.MapPost("/users", [CacheEvict(Namespace = "users")] () => "one more");
        });
        await app.GetAsync("/users");
        await app.SendAsync(HttpMethod.Post, "/users");
        Assert.That((await app.GetAsync("/users")).CacheKit, Is.EqualTo("MISS"));
    }

    [TestCase("user:7")]
    [TestCase("users")]
    [TestCase("group")]
    [TestCase("route")]
    public async Task All_attributes_and_settings_of_an_endpoint_evict(string tag)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGroup("/users").CacheEvict(["group"])
            .MapPut("/{id}", [CacheEvict(Tags = ["user:{id}"]), CacheEvict(Tags = ["users"])] (int id) => id).CacheEvict(["route"]));
        await FillAsync(app, tag);
        await app.SendAsync(HttpMethod.Put, "/users/7");
        Assert.That(await HasAsync(app, tag), Is.False);
    }

    [TestCase("GET", false)]
    [TestCase("HEAD", false)]
    [TestCase("OPTIONS", false)]
    [TestCase("TRACE", false)]
    [TestCase("POST", true)]
    [TestCase("PUT", true)]
    [TestCase("PATCH", true)]
    [TestCase("DELETE", true)]
    public async Task A_group_evicts_for_the_methods_that_may_change_something(string method, bool evicts)
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGroup("").CacheEvict(["users"]).MapMethods("/", ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE"], () => ""));
        await FillAsync(app, "users");
        await app.SendAsync(new HttpMethod(method));
        Assert.That(await HasAsync(app, "users"), Is.Not.EqualTo(evicts));
    }

    [Test]
    public async Task A_handler_and_a_route_of_their_own_evict_for_any_method()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/one", [CacheEvict(Tags = ["one"])] () => "");
            routes.MapGet("/two", () => "").CacheEvict(["two"]);
        });
        await FillAsync(app, "one", "two");
        await app.GetAsync("/one");
        await app.GetAsync("/two");
        Assert.That((await HasAsync(app, "one"), await HasAsync(app, "two")), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_cached_endpoint_evicts_where_its_handler_runs_and_not_on_a_hit()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheEvict(Tags = ["users"])] () => "hello"));
        await FillAsync(app, "users");
        await app.GetAsync();
        bool isThereAfterMiss = await HasAsync(app, "users");
        await FillAsync(app, "users");
        Answer hit = await app.GetAsync();
        Assert.That((isThereAfterMiss, hit.CacheKit, await HasAsync(app, "users")), Is.EqualTo((false, "HIT", true)));
    }

    [Test]
    public async Task The_cache_that_the_endpoint_names_is_evicted_and_no_other()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapPost("/", [CacheEvict(Tags = ["users"], Namespace = "users"), CacheName("second")] () => ""),
            new TestAppSettings { Services = services => services.AddKeyedCacheKit("second").UseInMemory() });
        var second = app.Services.GetRequiredKeyedService<ICache>("second");
        var options = new CacheEntryOptions { Tags = ["users"] };
        await FillAsync(app, "users");
        await second.SetAsync("users", "value", options);
        await second.SetAsync("other", "value", new CacheEntryOptions { Namespace = "users" });
        await app.SendAsync(HttpMethod.Post);
        Assert.That(await HasAsync(app, "users"), Is.True);
        Assert.That((await second.TryGetAsync<string>("users")).HasValue, Is.False);
        Assert.That((await second.TryGetAsync<string>("other", new CacheEntryOptions { Namespace = "users" })).HasValue, Is.False);
    }

    [TestCase("/attribute", "HIT")]
    [TestCase("/route", "HIT")]
    [TestCase("/immediate", "MISS")]
    public async Task A_soft_eviction_keeps_the_old_response_while_the_new_one_is_computed(string path, string next)
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", [Cache(60, Grace = 60, Tags = ["prices"])] () => "prices");
            routes.MapPost("/attribute", [CacheEvict(Tags = ["prices"], Mode = EvictionMode.Soft)] () => "");
            routes.MapPost("/route", () => "").CacheEvict(["prices"], mode: EvictionMode.Soft);
            routes.MapPost("/immediate", () => "").CacheEvict(["prices"]);
        });
        await app.GetAsync();
        await app.SendAsync(HttpMethod.Post, path);
        Answer answer = await app.GetAsync();
        Assert.That((answer.CacheKit, answer.CacheStatus!.Contains("ttl=60", StringComparison.Ordinal)), Is.EqualTo((next, false)));
    }

    [Test]
    public async Task The_cache_of_CacheManager_is_evicted_where_the_application_registers_none()
    {
        using var entries = new InMemoryBackend();
        CacheManager.Init(entries);
        try
        {
            await using TestApp app = await StartAsync(
                routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] () => ""), new TestAppSettings { AddsCacheKit = false });
            await CacheManager.SetAsync("users", "value", new CacheEntryOptions { Tags = ["users"] });
            await app.SendAsync(HttpMethod.Post);
            Assert.That((await CacheManager.TryGetAsync<string>("users")).HasValue, Is.False);
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [Test]
    public async Task A_change_succeeds_while_the_store_is_down_and_the_eviction_counts_when_it_is_back()
    {
        using var entries = new InMemoryBackend();
        var backend = new BrokenBackend(entries) { IsDown = false };
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] (int id) => id), new TestAppSettings { Backend = backend });
        await FillAsync(app, "user:7");
        backend.IsDown = true;
        Answer answer = await app.SendAsync(HttpMethod.Put, "/users/7");
        backend.IsDown = false;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((answer.Status, await HasAsync(app, "user:7")), Is.EqualTo((200, false)));
    }

    [TestCase("/users/7", "MISS")]
    [TestCase("/users/7?page=2", "MISS")]
    [TestCase("/USERS/7/", "MISS")]
    [TestCase("/users/8", "HIT")]
    [TestCase("/users", "HIT")]
    public async Task A_change_evicts_all_responses_of_its_path_where_the_option_is_set(string path, string next)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/users/{id?}", [Cache(60)] (int? id) => id);
                routes.MapPut("/users/{id}", (int id) => id);
            },
            new TestAppSettings { Http = http => http.EvictsChangedPaths = true });
        await app.GetAsync(path);
        await app.SendAsync(HttpMethod.Put, "/users/7");
        Assert.That((await app.GetAsync(path)).CacheKit, Is.EqualTo(next));
    }

    [TestCase("PUT", 200, false)]
    [TestCase("GET", 200, true)]
    [TestCase("PUT", 404, true)]
    public async Task A_path_is_evicted_by_a_successful_change_only(string method, int status, bool staysCached)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/users", [Cache(60), VaryBy(Headers = ["X-Tenant"], Host = false)] (HttpContext context) => $"{context.Request.Headers["X-Tenant"]}");
                routes.MapMethods("/users", ["PUT"], () => Results.StatusCode(status));
            },
            new TestAppSettings { Http = http => http.EvictsChangedPaths = true });
        await app.GetAsync("/users", "X-Tenant: one");
        await app.GetAsync("/users", "X-Tenant: two");
        await app.SendAsync(new HttpMethod(method), "/users", "X-Tenant: one");
        Answer one = await app.GetAsync("/users", "X-Tenant: one");
        Answer two = await app.GetAsync("/users", "X-Tenant: two");
        Assert.That((one.CacheKit, two.CacheKit), Is.EqualTo(staysCached ? ("HIT", "HIT") : ("MISS", "MISS")));
    }

    [Test]
    public async Task A_change_evicts_nothing_of_its_path_by_default()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users", [Cache(60)] () => "all");
            routes.MapPut("/users", () => "changed");
        });
        await app.GetAsync("/users");
        await app.SendAsync(HttpMethod.Put, "/users");
        Assert.That((await app.GetAsync("/users")).CacheKit, Is.EqualTo("HIT"));
    }

    private static async Task FillAsync(TestApp app, params string[] tags)
    {
        foreach (string tag in tags)
            await app.Cache.SetAsync(tag, "value", new CacheEntryOptions { Tags = [tag] });
    }

    private static async Task<bool> HasAsync(TestApp app, string key) => (await app.Cache.TryGetAsync<string>(key)).HasValue;
}
