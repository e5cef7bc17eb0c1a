namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Named policies and settings of one route, and their precedence for an endpoint.</summary>
[TestFixture]
public sealed class PolicyTests
{
    private static readonly TestAppSettings _settings = new()
    {
        Options = options =>
        {
            options.Expiration = TimeSpan.FromSeconds(10);
            options.AddPolicy("catalog", policy =>
            {
                policy.Expiration = TimeSpan.FromSeconds(300);
                policy.Namespace = "catalog";
                policy.Tags = ["catalog"];
                policy.Stale = new StaleOptions { Grace = TimeSpan.FromSeconds(20), SoftTimeout = TimeSpan.FromSeconds(1) };
            });
            options.AddPolicy("daily", policy => policy.Expiration = TimeSpan.FromDays(1));
            options.AddPolicy("for ever", policy => policy.Expiration = TimeSpan.MaxValue);
            options.AddPolicy("impatient", policy => policy.Stale = new StaleOptions { HardTimeout = TimeSpan.FromSeconds(1) });
            options.AddPolicy("short nulls", policy => policy.ExpirationRules = new ExpirationRules { NullExpiration = TimeSpan.FromSeconds(1) });
        },
    };

    [Test]
    public Task A_policy_wins_over_the_defaults_of_the_cache() =>
        AssertMaxAgeAsync(routes => routes.MapGet("/", [Cache(Policy = "catalog")] () => "hello"), 300);

    [Test]
    public Task Settings_that_a_policy_leaves_open_come_from_the_cache() =>
        AssertMaxAgeAsync(routes => routes.MapGet("/", () => "hello").Cache(new CacheEntryOptions { Namespace = "n" }), 10);

    [Test]
    public Task A_property_of_the_attribute_wins_over_its_policy() =>
        AssertMaxAgeAsync(routes => routes.MapGet("/", [Cache(60, Policy = "catalog")] () => "hello"), 60);

    [Test]
    public Task A_policy_is_named_where_a_route_is_mapped() =>
        AssertMaxAgeAsync(routes => routes.MapGet("/", () => "hello").Cache("catalog"), 300);

    [Test]
    public Task The_policy_of_an_endpoint_wins_over_the_settings_of_its_group() =>
        AssertMaxAgeAsync(routes => routes.MapGroup("").Cache(60).MapGet("/", () => "hello").Cache("catalog"), 300);

    [Test]
    public Task An_endpoint_wins_over_the_policy_of_its_group() =>
        AssertMaxAgeAsync(routes => routes.MapGroup("").Cache("catalog").MapGet("/", [Cache(60)] () => "hello"), 60);

    [Test]
    public Task The_more_specific_of_two_policies_wins() =>
        AssertMaxAgeAsync(routes => routes.MapGroup("").Cache("catalog").MapGet("/", [Cache(Policy = "daily")] () => "hello"), 24 * 60 * 60);

    [Test]
    public Task A_policy_may_keep_entries_for_ever() =>
        AssertMaxAgeAsync(routes => routes.MapGet("/", [Cache(Policy = "for ever")] () => "hello"), 365 * 24 * 60 * 60);

    [Test]
    public async Task Tags_of_policies_and_attributes_add_up()
    {
        int runs = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGroup("").Cache("catalog").MapGet(
                "/{id}", [Cache(Tags = ["book:{id}"])] (int id) => Interlocked.Increment(ref runs)),
            _settings);
        await app.GetAsync("/7");
        await app.Cache.EvictAsync("catalog");
        await app.GetAsync("/7");
        await app.Cache.EvictAsync("book:7");
        await app.GetAsync("/7");
        await app.GetAsync("/7");
        Assert.That(runs, Is.EqualTo(3));
    }

    [Test]
    public async Task A_grace_of_the_attribute_changes_only_the_grace_of_its_policy()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache(Policy = "catalog", Grace = 40)] () => "hello"), _settings);
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=300, stale-while-revalidate=40, stale-if-error=40"));
    }

    [Test]
    public async Task A_route_has_settings_of_its_own()
    {
        int runs = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/{id}", (int id) => Interlocked.Increment(ref runs)).Cache(new CacheEntryOptions
            {
                Expiration = TimeSpan.FromSeconds(60),
                Namespace = "n",
                Tags = ["book:{id}"],
            }),
            _settings);
        Assert.That((await app.GetAsync("/7"))["Cache-Control"], Is.EqualTo("max-age=60"));
        await app.Cache.EvictAsync("book:7");
        await app.GetAsync("/7");
        await app.Cache.ClearAsync("n");
        await app.GetAsync("/7");
        Assert.That(runs, Is.EqualTo(3));
    }

    [Test]
    public Task An_unknown_policy_is_an_error_with_the_nearest_name() => AssertRefusedAsync(
        routes => routes.MapGet("/orders", [Cache(Policy = "catlog")] () => ""),
        "there is no policy 'catlog'. Did you mean 'catalog'? Its cache has: catalog, daily, for ever, impatient, short nulls.");

    [Test]
    public Task A_name_that_is_like_no_other_is_an_error_with_all_names() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache("weather reports"),
            "there is no policy 'weather reports'. Its cache has: catalog, daily,");

    [Test]
    public Task A_hard_timeout_of_a_policy_is_refused() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(Policy = "impatient")] () => ""), "HardTimeout is for functions");

    [Test]
    public Task An_expiration_of_nulls_of_a_policy_is_refused() =>
        AssertRefusedAsync(routes => routes.MapGet("/orders", [Cache(Policy = "short nulls")] () => ""), "NullExpiration is for functions");

    [Test]
    public Task A_response_can_not_be_handed_out_by_reference() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(new CacheEntryOptions { ByReference = true }),
            "ByReference is for values of functions");

    [Test]
    public Task An_expiration_of_zero_of_a_route_is_refused() =>
        AssertRefusedAsync(
            routes => routes.MapGet("/orders", () => "").Cache(new CacheEntryOptions { Expiration = TimeSpan.Zero }),
            "The expiration must be longer than zero");

    [Test]
    public Task Two_policies_on_one_route_are_refused() => AssertRefusedAsync(
        routes => routes.MapGet("/orders", [Cache(Policy = "catalog")] () => "").Cache("daily"),
        "[Cache] and .Cache() on the same route set different values for Policy");

    [Test]
    public Task Two_expirations_on_one_route_are_refused() => AssertRefusedAsync(
        routes => routes.MapGet("/orders", [Cache(60)] () => "").Cache(new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(30) }),
        "[Cache] and .Cache() on the same route set different values for Expire");

    private static async Task AssertMaxAgeAsync(Action<WebApplication> routes, int seconds)
    {
        await using TestApp app = await TestApp.StartAsync(routes, _settings);
        Assert.That((await app.GetAsync())["Cache-Control"], Does.Match($"^max-age={seconds}(,|$)"));
    }

    private static async Task AssertRefusedAsync(Action<WebApplication> routes, string what)
    {
        InvalidOperationException? error = null;
        try
        {
            await using TestApp app = await TestApp.StartAsync(routes, _settings);
        }
        catch (InvalidOperationException exception)
        {
            error = exception;
        }

        Assert.That(error, Is.Not.Null, "the application has started");
        Assert.That(error!.Message, Does.Contain(what).And.Contain("/orders"));
    }
}
