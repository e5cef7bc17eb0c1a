using CacheKit.AspNetCore.Tests.Controllers;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>MVC actions and controllers.</summary>
public sealed class ControllerTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task An_action_is_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        Answer first = await app.GetAsync("/plain/cached");
        Answer hit = await app.GetAsync("/plain/cached");
        Assert.That((hit.CacheKit, hit.Body, hit["Cache-Control"]), Is.EqualTo(("HIT", first.Body, "max-age=60")));
        Assert.That((hit["Content-Type"], hit.EntityTag), Is.EqualTo(("application/json; charset=utf-8", first.EntityTag)));
    }

    [Test]
    public async Task An_action_without_the_attribute_is_not_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        Answer first = await app.GetAsync("/plain/uncached");
        Answer second = await app.GetAsync("/plain/uncached");
        Assert.That((second.CacheKit, second.Body == first.Body), Is.EqualTo(((string?)null, false)));
    }

    [Test]
    public async Task An_action_with_a_predefined_lifetime_keeps_its_content_type()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        await app.GetAsync("/plain/html");
        Answer hit = await app.GetAsync("/plain/html");
        Assert.That((hit.CacheKit, hit.Body, hit["Content-Type"], hit["Cache-Control"]),
            Is.EqualTo(("HIT", "<p>1</p>", "text/html; charset=utf-8", "max-age=3600")));
    }

    [Test]
    public async Task A_controller_caches_all_of_its_actions()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        await app.GetAsync("/numbers/next?id=1");
        Answer hit = await app.GetAsync("/numbers/next?id=1");
        Answer other = await app.GetAsync("/numbers/next?id=2");
        Assert.That((hit.CacheKit, hit["Cache-Control"], other.CacheKit), Is.EqualTo(("HIT", "max-age=100", "MISS")));
    }

    [Test]
    public async Task An_action_overrides_settings_of_its_controller_and_inherits_the_rest()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        Assert.That((await app.GetAsync("/numbers/own/1"))["Cache-Control"], Is.EqualTo("max-age=200"));
        Assert.That(await app.Cache.ClearAsync("numbers"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_ignored_parameter_of_an_action_does_not_count()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        await app.GetAsync("/numbers/own/1?trace=a");
        Assert.That((await app.GetAsync("/numbers/own/1?trace=b")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_status_that_an_action_caches_comes_back()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        await app.GetAsync("/numbers/missing");
        Answer hit = await app.GetAsync("/numbers/missing");
        Assert.That((hit.Status, hit.CacheKit, hit.Body), Is.EqualTo((404, "HIT", """{"run":1}""")));
    }

    [Test]
    public async Task A_post_to_a_cached_controller_bypasses_the_cache()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        Assert.That((await app.SendAsync(HttpMethod.Post, "/numbers/next")).CacheKit, Is.EqualTo("BYPASS"));
    }

    [Test]
    public async Task An_invalid_model_is_not_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers());
        await app.GetAsync("/numbers/next?id=x");
        Answer second = await app.GetAsync("/numbers/next?id=x");
        Assert.That((second.Status, second.CacheKit, second.CacheStatus), Is.EqualTo((400, "MISS", "CacheKit; fwd=uri-miss; detail=status")));
    }

    [Test]
    public async Task A_hit_creates_no_controller()
    {
        var runs = new ActionRuns();
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), WithControllers(runs));
        for (int i = 0; i < 5; i++)
            await app.GetAsync("/plain/cached");
        Assert.That(runs.Next(), Is.EqualTo(2));
    }

    [Test]
    public async Task All_controllers_can_be_cached_where_they_are_mapped()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers().Cache(10), WithControllers());
        Answer uncached = await app.GetAsync("/plain/uncached");
        Answer action = await app.GetAsync("/plain/cached");
        Answer controller = await app.GetAsync("/numbers/next?id=1");
        Assert.That((uncached["Cache-Control"], action["Cache-Control"], controller["Cache-Control"]), Is.EqualTo(("max-age=10", "max-age=60", "max-age=100")));
    }

    [Test]
    public async Task The_key_settings_of_a_controller_win_over_those_of_all_controllers()
    {
        using var entries = new InMemoryBackend();
        var second = new PayloadBackend(entries);
        var settings = new TestAppSettings
        {
            Services = services =>
            {
                services.AddSingleton(new ActionRuns());
                AddControllers(services, typeof(TenantController), typeof(PlainController));
                services.AddKeyedCacheKit("second").UseBackend(second);
                services.AddKeyedCacheKit("third").UseBackend(new PayloadBackend(entries));
            },
        };
        await using TestApp app = await StartAsync(routes => routes.MapControllers().VaryBy(headers: ["X-Site"]).CacheName("third"), settings);
        Answer own = await app.GetAsync("/tenant", "X-Tenant: one", "X-Site: a");
        Answer sameTenant = await app.GetAsync("/tenant", "X-Tenant: one", "X-Site: b");
        Answer general = await app.GetAsync("/plain/cached", "X-Site: a");
        Assert.That(
            (own["Vary"], sameTenant.CacheKit, general["Vary"]),
            Is.EqualTo(("Accept, Accept-Charset, X-Tenant", "HIT", "Accept, Accept-Charset, X-Site")));
        Assert.That(second.Keys.Where(key => !key.Contains("%vary:", StringComparison.Ordinal)), Has.One.Items);
    }

    [Test]
    public void Contradictory_settings_of_an_action_are_an_error_at_start_up() =>
        Assert.That(
            () => StartAsync(routes => routes.MapControllers(), Mvc(typeof(ContradictoryController))),
            Throws.InvalidOperationException.With.Message.Contains("ContradictoryController.Get").And.Message.Contains("[Cache] and [CacheOneDay]"));

    private static TestAppSettings WithControllers(ActionRuns? runs = null) => new()
    {
        Services = services =>
        {
            services.AddSingleton(runs ?? new ActionRuns());
            AddControllers(services, typeof(NumbersController), typeof(PlainController));
        },
    };

    private static TestAppSettings Mvc(params Type[] controllers) => new() { Services = services => AddControllers(services, controllers) };

    private static void AddControllers(IServiceCollection services, params Type[] controllers) =>
        services.AddControllers().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new ListedControllers(controllers));
        });
}
