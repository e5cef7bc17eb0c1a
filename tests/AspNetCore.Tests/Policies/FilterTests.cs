using CacheKit.AspNetCore.Tests.Controllers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Filters that may answer in place of the handler keep its endpoint out of the cache, unless it says that hits may skip them.</summary>
public sealed class FilterTests(Store store) : EndpointTests(store)
{
    private const string Member = "X-Member: 1";

    private static readonly TestCaseData<Action<WebApplication>>[] _filtered =
    [
        Case("attribute", routes => routes.MapGet("/", [Cache(60)] () => "for members").AddEndpointFilter(RefuseAsync)),
        Case("cache, filter", routes => routes.MapGet("/", () => "for members").Cache(60).AddEndpointFilter(RefuseAsync)),
        Case("filter, cache", routes => routes.MapGet("/", () => "for members").AddEndpointFilter(RefuseAsync).Cache(60)),
        Case("filter of a type", routes => routes.MapGet("/", () => "for members").AddEndpointFilter<KeyEndpointFilter>().Cache(60)),
        Case(
            "filter factory",
            routes => routes.MapGet("/", [Cache(60)] () => "for members").AddEndpointFilterFactory(
                (_, next) => context => RefuseAsync(context, next))),
        Case("filter of a group, attribute", routes => routes.MapGroup("").AddEndpointFilter(RefuseAsync).MapGet("/", [Cache(60)] () => "for members")),
        Case("filter of a group, cache", routes => routes.MapGroup("").AddEndpointFilter(RefuseAsync).MapGet("/", () => "for members").Cache(60)),
        Case("filter of a group, added later", routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("");
            group.MapGet("/", [Cache(60)] () => "for members");
            group.AddEndpointFilter(RefuseAsync);
        }),
        Case(
            "filter of a group in a group",
            routes => routes.MapGroup("").AddEndpointFilter(RefuseAsync).MapGroup("").MapGet("", [Cache(60)] () => "for members")),
        Case("cache of a group", routes => routes.MapGroup("").Cache(60).MapGet("/", () => "for members").AddEndpointFilter(RefuseAsync)),
        Case("group that is cached and filtered", routes => routes.MapGroup("").AddEndpointFilter(RefuseAsync).Cache(60).MapGet("/", () => "for members")),
        Case(
            "cache in a filtered group",
            routes => routes.MapGroup("").AddEndpointFilter(RefuseAsync).MapGroup("/").Cache(60).MapGet("/", () => "for members")),
    ];

    [TestCaseSource(nameof(_filtered))]
    public async Task An_endpoint_filter_runs_for_each_request(Action<WebApplication> routes)
    {
        await using TestApp app = await StartAsync(routes);
        await AssertIsGuardedAsync(app, "/", "IEndpointFilter");
    }

    [Test]
    public async Task An_endpoint_filter_of_controllers_runs_for_each_request([Values] bool isCachedWhereMapped)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                ControllerActionEndpointConventionBuilder controllers = routes.MapControllers().AddEndpointFilter(RefuseAsync);
                if (isCachedWhereMapped)
                    controllers.Cache(60);
            }, Mvc());
        await AssertIsGuardedAsync(app, "/plain/cached", "IEndpointFilter");
    }

    [Test]
    public async Task An_endpoint_next_to_one_with_a_filter_is_cached()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", [Cache(60)] () => "for all");
            routes.MapGet("/members", [Cache(60)] () => "for members").AddEndpointFilter(RefuseAsync);
        });
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
        await AssertIsGuardedAsync(app, "/members", "/members");
    }

    [TestCase("authorization")]
    [TestCase("async authorization")]
    [TestCase("resource")]
    [TestCase("async resource")]
    [TestCase("action")]
    [TestCase("async action")]
    [TestCase("derived")]
    [TestCase("factory")]
    [TestCase("by type")]
    [TestCase("by service")]
    [TestCase("middleware")]
    public async Task A_filter_of_mvc_that_runs_before_the_action_runs_for_each_request(string kind)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Mvc(KeyFilter.Of(kind)));
        await AssertIsGuardedAsync(app, "/plain/cached", "PlainController");
    }

    [Test]
    public async Task A_filter_that_a_provider_adds_runs_for_each_request()
    {
        TestAppSettings mvc = Mvc();
        await using TestApp app = await StartAsync(
            routes => routes.MapControllers(),
            mvc with { Services = services => mvc.Services!(services.AddSingleton<IFilterProvider, KeyFilter.Provider>()) });
        await AssertIsGuardedAsync(app, "/plain/cached", nameof(KeyFilter.Provider));
    }

    [Test]
    public async Task A_filter_that_requires_https_runs_for_each_request_unless_the_key_has_the_scheme([Values] bool hasScheme)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapControllers().WithMetadata(new VaryByAttribute { Host = hasScheme }), Mvc(new RequireHttpsAttribute()));
        Assert.That((await app.GetAsync("/plain/cached")).CacheStatus, hasScheme ? Does.Contain("fwd=uri-miss") : Does.Contain("detail=filter"));
    }

    [TestCase("result")]
    [TestCase("derived result")]
    [TestCase("response cache")]
    [TestCase("produces")]
    public async Task A_filter_of_mvc_that_never_answers_in_place_of_the_action_changes_nothing(string kind)
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Mvc(KeyFilter.Of(kind)));
        await app.GetAsync("/plain/cached");
        Answer hit = await app.GetAsync("/plain/cached");
        Assert.That(hit.CacheKit, Is.EqualTo("HIT"));
        Assert.That(Warnings(app), Has.None.Contains(nameof(PlainController)));
    }

    [Test]
    public async Task A_controller_that_is_a_filter_of_itself_runs_for_each_request()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), Mvc());
        await AssertIsGuardedAsync(app, "/guarding/closed", "GuardingController");
    }

    [Test]
    public async Task A_page_filter_runs_for_each_request()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapRazorPages(),
            new TestAppSettings
            {
                Services = services => services.AddSingleton<ActionRuns>().AddRazorPages(options =>
                {
                    options.Conventions.ConfigureFilter(KeyFilter.Of("page"));
                    foreach (string page in new[] { "/Contradictory", "/OnHandler", "/Evicting", "/EvictingOnHandler" })
                        options.Conventions.AddPageRouteModelConvention(page, model => model.Selectors.Clear());
                }).AddApplicationPart(typeof(FilterTests).Assembly),
            });
        await AssertIsGuardedAsync(app, "/cached/7", "Cached");
    }

    [Test]
    public async Task An_endpoint_that_allows_hits_to_skip_its_filters_is_cached([Values] bool isRoute)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapControllers();
                routes.MapGet("/", [Cache(60), CacheSkipsFilters] () => "for members").AddEndpointFilter(RefuseAsync);
                routes.MapGroup("/group").AddEndpointFilter(RefuseAsync).CacheSkipsFilters().MapGet("/", () => "for members").Cache(60);
            },
            Mvc());
        foreach (string path in isRoute ? new[] { "/", "/group" } : ["/guarding/open"])
        {
            await app.GetAsync(path, Member);
            Answer hit = await app.GetAsync(path, Member);
            Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((200, "HIT")), path);
            Assert.That((await app.GetAsync(path)).Status, Is.EqualTo(401), "The filter has read the header, so it selects the entry.");
        }
    }

    [Test]
    public async Task The_validation_of_the_framework_is_no_such_filter()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] ([System.ComponentModel.DataAnnotations.Range(1, 9)] int id) => id),
            new TestAppSettings { Services = services => services.AddValidation() });
        await app.GetAsync("/?id=1");
        Assert.That((await app.GetAsync("/?id=1")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public void Only_what_adds_endpoint_filters_has_endpoints_built_twice()
    {
        Assert.That(FilterUse.MayAdd(typeof(FilterTests).Assembly));
        Assert.That(FilterUse.MayAdd(typeof(CacheManager).Assembly), Is.False);
    }

    private static async Task AssertIsGuardedAsync(TestApp app, string path, string named)
    {
        string[] warnings = Warnings(app);
        Answer[] answers = [await app.GetAsync(path, Member), await app.GetAsync(path, Member), await app.GetAsync(path)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(new[] { 200, 200, 401 }));
            Assert.That(answers[1].CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=filter"));
            Assert.That(warnings.Length == 0 ? Warnings(app) : warnings, Has.Some.Contains(named).And.Some.Contains("CacheSkipsFilters"));
            Assert.That(warnings, Is.Unique);
        }
    }

    private static string[] Warnings(TestApp app) => [.. app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message)];

    private static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers["X-Member"].Count == 0 ? ValueTask.FromResult<object?>(Results.StatusCode(401)) : next(context);

    private static TestAppSettings Mvc(IFilterMetadata? filter = null) => new()
    {
        Services = services => services
            .AddSingleton<ActionRuns>()
            .AddSingleton<KeyFilter.IService, KeyFilter.Action>()
            .AddControllers(options =>
            {
                if (filter is not null)
                    options.Filters.Add(filter);
            })
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new ListedControllers(typeof(PlainController), typeof(GuardingController)));
            }),
    };

    private static TestCaseData<Action<WebApplication>> Case(string name, Action<WebApplication> routes) =>
        new(routes) { TestName = $"An_endpoint_filter_runs_for_each_request({name})" };

    private sealed class KeyEndpointFilter : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => RefuseAsync(context, next);
    }
}
