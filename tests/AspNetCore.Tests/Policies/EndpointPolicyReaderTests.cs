namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>The settings of attributes, routes, groups and the cache, and their precedence.</summary>
[TestFixture]
public sealed class EndpointPolicyReaderTests
{
    [TestCase("/minute", 60)]
    [TestCase("/hour", 3_600)]
    [TestCase("/day", 86_400)]
    [TestCase("/week", 604_800)]
    [TestCase("/month", 2_592_000)]
    [TestCase("/year", 31_536_000)]
    public async Task A_predefined_lifetime_is_what_its_name_says(string path, int seconds)
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/minute", [CacheOneMinute] () => "hello");
            routes.MapGet("/hour", [CacheOneHour] () => "hello");
            routes.MapGet("/day", [CacheOneDay] () => "hello");
            routes.MapGet("/week", [CacheOneWeek] () => "hello");
            routes.MapGet("/month", [CacheOneMonth] () => "hello");
            routes.MapGet("/year", [CacheOneYear] () => "hello");
        });
        Assert.That((await app.GetAsync(path))["Cache-Control"], Is.EqualTo($"max-age={seconds}"));
    }

    [Test]
    public async Task A_derived_attribute_works()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [CacheForTheShift] () => "hello"));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Cache-Control"]), Is.EqualTo(("HIT", "max-age=28800")));
        Assert.That(await app.Cache.ClearAsync("shifts"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_route_can_be_cached_where_it_is_mapped()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", () => "hello").Cache(30));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=30"));
    }

    [Test]
    public async Task A_route_can_cache_further_statuses_where_it_is_mapped()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", () => Results.NotFound()).Cache(30).CacheStatusCodes(404, 410));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((404, "HIT")));
        Assert.That((miss["Content-Length"], hit["Content-Length"]), Is.EqualTo(("0", "0")));
    }

    [Test]
    public async Task A_route_without_settings_has_the_defaults_of_the_cache()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", () => "hello").Cache(),
            new TestAppSettings
            {
                Options = options =>
                {
                    options.Expiration = TimeSpan.FromSeconds(90);
                    options.Namespace = "everything";
                },
            });
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=90"));
        Assert.That(await app.Cache.ClearAsync("everything"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_group_caches_all_of_its_routes()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("/api").Cache(30, @namespace: "api");
            group.MapGet("/one", () => "1");
            group.MapGroup("/inner").MapGet("/two", () => "2");
        });
        Answer one = await app.GetAsync("/api/one");
        Answer two = await app.GetAsync("/api/inner/two");
        Assert.That((one["Cache-Control"], two["Cache-Control"]), Is.EqualTo(("max-age=30", "max-age=30")));
        Assert.That(await app.Cache.ClearAsync("api"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_endpoint_overrides_its_group_and_a_group_the_one_around_it()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteGroupBuilder outer = routes.MapGroup("").Cache(10);
            RouteGroupBuilder inner = outer.MapGroup("").Cache(20);
            outer.MapGet("/outer", () => "");
            inner.MapGet("/inner", () => "");
            inner.MapGet("/route", () => "").Cache(30);
            inner.MapGet("/attribute", [Cache(40)] () => "");
        });
        Assert.That(await MaxAgesAsync(app, "/outer", "/inner", "/route", "/attribute"), Is.EqualTo(new[] { 10, 20, 30, 40 }));
    }

    [Test]
    public async Task Settings_that_an_endpoint_leaves_open_come_from_its_group()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("").Cache(10, @namespace: "group");
            group.MapGet("/life", [Cache(Namespace = "own")] () => "");
            group.MapGet("/namespace", [Cache(20)] () => "");
        });
        Assert.That(await MaxAgesAsync(app, "/life", "/namespace"), Is.EqualTo(new[] { 10, 20 }));
        Assert.That((await app.Cache.ClearAsync("own"), await app.Cache.ClearAsync("group")), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task An_attribute_and_its_route_may_set_different_settings()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "").Cache(@namespace: "items"));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=60"));
        Assert.That(await app.Cache.ClearAsync("items"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_attribute_and_its_route_may_set_the_same_value()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "").Cache(60));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=60"));
    }

    [Test]
    public async Task The_prefix_and_the_namespace_stand_before_the_key()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/users/{id}", [Cache(60, Namespace = "users")] (int id) => id),
            new TestAppSettings { Prefix = "api-cache", Store = Store.Payloads });
        await app.GetAsync("/users/7?b=2&a=1");
        Assert.That(((PayloadBackend)app.Backend).Keys, Is.EqualTo(new[] { $"api-cache:users:GET {app.Origin}/users/7?a=1&b=2" }));
    }

    [Test]
    public async Task The_cache_can_be_switched_off_and_on()
    {
        int runs = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => ++runs),
            new TestAppSettings { Options = options => options.Enabled = false });
        await app.GetAsync();
        Answer off = await app.GetAsync();
        app.CacheSettings.Enabled = true;
        await app.GetAsync();
        Answer on = await app.GetAsync();
        app.CacheSettings.Enabled = false;
        Answer offAgain = await app.GetAsync();
        Assert.That((off.CacheKit, off.Body), Is.EqualTo(("BYPASS", "2")));
        Assert.That((on.CacheKit, on.Body), Is.EqualTo(("HIT", "3")));
        Assert.That((offAgain.CacheKit, offAgain.Body), Is.EqualTo(("BYPASS", "4")));
    }

    [Test]
    public async Task Status_codes_of_a_group_and_of_an_endpoint_add_up()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("").Cache(60).WithMetadata(new CacheStatusCodesAttribute(404));
            group.MapGet("/{status}", [CacheStatusCodes(410)] (int status) => Results.StatusCode(status));
        });
        var seen = new List<string?>();
        foreach (string path in new[] { "/200", "/404", "/410", "/500" })
        {
            await app.GetAsync(path);
            seen.Add((await app.GetAsync(path)).CacheKit);
        }

        Assert.That(seen, Is.EqualTo(new[] { "HIT", "HIT", "HIT", "MISS" }));
    }

    private static async Task<int[]> MaxAgesAsync(TestApp app, params string[] paths)
    {
        var seconds = new List<int>();
        foreach (string path in paths)
            seconds.Add(int.Parse((await app.GetAsync(path))["Cache-Control"]!["max-age=".Length..], System.Globalization.CultureInfo.InvariantCulture));
        return [.. seconds];
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CacheForTheShiftAttribute : CacheAttribute
    {
        public CacheForTheShiftAttribute()
            : base(8 * 60 * 60) => Namespace = "shifts";
    }
}
