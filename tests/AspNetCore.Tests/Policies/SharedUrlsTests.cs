using CacheKit.AspNetCore.Tests.Controllers;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>The keys of endpoints that share a URL differ.</summary>
[TestFixture]
public sealed class SharedUrlsTests
{
    private InMemoryBackend _entries = null!;
    private PayloadBackend _store = null!;

    [SetUp]
    public void Forget()
    {
        _entries = new InMemoryBackend();
        _store = new PayloadBackend(_entries);
    }

    [TearDown]
    public void Close() => _entries.Dispose();

    [Test]
    public async Task An_endpoint_that_has_its_url_to_itself_has_a_key_of_the_url_alone()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", () => "one").Cache(60).VaryBy(host: false).RequireHost("one.test");
            routes.MapGet("/", () => "two").Cache(60).VaryBy(host: false).RequireHost("two.test");
            routes.MapGet("/users/{id}", (int id) => id).Cache(60);
            routes.MapPost("/users/{id}", (int id) => id).Cache(60);
        });
        await app.GetAsync("/users/7");
        Assert.That(_store.Keys, Is.EqualTo(new[] { $"::GET {app.Origin}/users/7" }));
    }

    [Test]
    public async Task Hosts_that_are_in_the_key_need_nothing_else()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", () => "one").Cache(60).RequireHost("one.test");
            routes.MapGet("/", () => "two").Cache(60).RequireHost("two.test");
        });
        await app.GetAsync("/", "Host: one.test");
        Assert.That(_store.Keys, Is.EqualTo(new[] { "::GET http://one.test/" }));
    }

    [Test]
    public async Task The_name_of_an_endpoint_is_part_of_its_key()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", () => "one").Cache(60).VaryBy(host: false).RequireHost("one.test").WithName("One");
            routes.MapGet("/", () => "two").Cache(60).VaryBy(host: false).RequireHost("two.test").WithName("Two");
        });
        await app.GetAsync("/", "Host: two.test");
        Assert.That(_store.Keys, Is.EqualTo(new[] { "::GET / endpoint=Two%40two.test" }));
    }

    [Test]
    public async Task The_method_of_a_handler_is_part_of_its_key()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/{id}", OneAsync).Cache(60).VaryBy(host: false).RequireHost("one.test");
            routes.MapGet("/{id}", Two).Cache(60).VaryBy(host: false).RequireHost("two.test");
        });
        await app.GetAsync("/7", "Host: one.test");
        Assert.That(Uri.UnescapeDataString(_store.Keys.Single()), Is.EqualTo($"::GET /7 endpoint={typeof(SharedUrlsTests)}.OneAsync(System.Int32)@one.test"));
    }

    [Test]
    public async Task A_lambda_has_the_same_key_in_all_processes_of_one_build()
    {
        for (int process = 0; process < 2; process++)
        {
            await using TestApp app = await StartAsync(Lambdas);
            await app.GetAsync("/", "Host: one.test");
        }

        string build = typeof(SharedUrlsTests).Module.ModuleVersionId.ToString("N");
        Assert.That(
            Uri.UnescapeDataString(_store.Keys.Single()),
            Does.StartWith($"::GET / endpoint={build}-{typeof(SharedUrlsTests)}+<>c.<").And.EndWith("@one.test"));

        static void Lambdas(WebApplication routes)
        {
            routes.MapGet("/", () => "one").Cache(60).VaryBy(host: false).RequireHost("one.test");
            routes.MapGet("/", () => "two").Cache(60).VaryBy(host: false).RequireHost("two.test");
        }
    }

    [Test]
    public async Task An_endpoint_without_a_stable_identity_shares_its_entries_with_no_process()
    {
        for (int process = 0; process < 2; process++)
        {
            await using TestApp app = await StartAsync(routes =>
            {
                foreach (string pattern in new[] { "/{id:int}", "/{name:alpha}" })
                    routes.MapGet(pattern, () => pattern).Cache(60).RequireHost("127.0.0.1").VaryBy(host: false);
            });
            await app.GetAsync("/7");
            Assert.That((await app.GetAsync("/a")).Body, Is.EqualTo("/{name:alpha}"));
        }

        Assert.That(_store.Keys, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task The_required_values_of_a_conventional_route_are_part_of_a_key_of_route_values()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapControllerRoute("default", "{controller}/{action}/{id?}").Cache(60).VaryBy(routeValues: ["id"]),
            services => services.AddControllers().ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new ListedControllers(typeof(ShelfController)));
            }));
        await app.GetAsync("/Shelf/Book/5?a=1");
        Assert.That(_store.Keys, Has.One.StartsWith($"::GET {app.Origin}/{{controller}}/{{action}}/{{id%3F}}?a=1 action=Book controller=Shelf id=5"));
    }

    [Test]
    public async Task An_endpoint_that_middleware_chooses_has_a_key_of_its_own()
    {
        Endpoint[] endpoints = [.. new[] { "one", "two" }.Select(name => new Endpoint(
            context => context.Response.WriteAsync(name), new EndpointMetadataCollection(new CacheAttribute(60), new EndpointNameMetadata(name)), name))];
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.Run(context => context.GetEndpoint()!.RequestDelegate!(context)),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    context.SetEndpoint(endpoints[context.Request.Headers.ContainsKey("X-Two") ? 1 : 0]);
                    return next(context);
                }),
            });
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "X-Two: yes")).Body, Is.EqualTo("two"));
    }

    [Test]
    public async Task An_endpoint_that_is_added_while_the_application_runs_gets_no_entry_of_another()
    {
        using var source = new ChangingEndpoints();
        source.Add("one", "one.test");
        await using TestApp app = await StartAsync(routes => ((IEndpointRouteBuilder)routes).DataSources.Add(source));
        await app.GetAsync("/", "Host: one.test");
        source.Add("two", "two.test");
        Answer two = await app.GetAsync("/", "Host: two.test");
        Answer one = await app.GetAsync("/", "Host: one.test");
        Answer hit = await app.GetAsync("/", "Host: one.test");
        Assert.That((two.Body, two.CacheKit, one.Body, hit.CacheKit), Is.EqualTo(("two", "MISS", "one", "HIT")));
    }

    [Test]
    public async Task Endpoints_that_a_constraint_of_the_application_chooses_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/{id:beta}", (string id) => $"beta {id}").Cache(60);
                routes.MapGet("/{id}", (string id) => $"stable {id}").Cache(60);
            },
            services => services.Configure<RouteOptions>(options => options.ConstraintMap["beta"] = typeof(BetaConstraint)));
        await app.GetAsync("/7", "X-Beta: yes");
        Answer stable = await app.GetAsync("/7");
        Answer hit = await app.GetAsync("/7", "X-Beta: yes");
        Assert.That((stable.Body, hit.Body, hit.CacheKit), Is.EqualTo(("stable 7", "beta 7", "HIT")));
    }

    [Test]
    public async Task A_constraint_of_the_framework_adds_nothing_to_a_key()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/{id:int:min(1)}", (int id) => id).Cache(60);
            routes.MapGet("/{name:alpha}", (string name) => name).Cache(60);
        });
        await app.GetAsync("/7");
        Assert.That(_store.Keys, Is.EqualTo(new[] { $"::GET {app.Origin}/7" }));
    }

    [TestCase("/home")]
    [TestCase("/{name}")]
    public async Task Endpoints_in_branches_of_the_pipeline_have_entries_of_their_own(string route)
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/home", [Cache(60)] () => "home"),
            new TestAppSettings
            {
                Backend = _store,
                Outer = outer => outer
                    .MapWhen(context => context.Request.Headers.ContainsKey("X-Mobile"), branch =>
                        branch.UseRouting().UseCacheKit().UseEndpoints(endpoints => endpoints.MapGet(route, [Cache(60)] () => "mobile home")))
                    .UseRouting(),
            });
        await app.GetAsync("/home");
        Answer mobile = await app.GetAsync("/home", "X-Mobile: yes");
        Answer hit = await app.GetAsync("/home");
        Assert.That((mobile.Body, hit.Body, hit.CacheKit), Is.EqualTo(("mobile home", "home", "HIT")));
    }

    private static Task<string> OneAsync(int id) => Task.FromResult($"one {id}");

    private static string Two(int id) => $"two {id}";

    private Task<TestApp> StartAsync(Action<WebApplication> routes, Action<IServiceCollection>? services = null) =>
        TestApp.StartAsync(routes, new TestAppSettings { Backend = _store, Services = services });

    private sealed class BetaConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? context, IRouter? route, string name, RouteValueDictionary values, RouteDirection direction) =>
            context?.Request.Headers.ContainsKey("X-Beta") == true;
    }

    private sealed class ChangingEndpoints : EndpointDataSource, IDisposable
    {
        private readonly List<Endpoint> _endpoints = [];
        private CancellationTokenSource _change = new();

        public override IReadOnlyList<Endpoint> Endpoints => [.. _endpoints];

        public void Add(string name, string host)
        {
            var builder =
                new RouteEndpointBuilder(
                    context => context.Response.WriteAsync(name),
                    Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/"),
                    order: 0);
            builder.Metadata.Add(new CacheAttribute(60));
            builder.Metadata.Add(new VaryByAttribute { Host = false });
            builder.Metadata.Add(new HostAttribute(host));
            _endpoints.Add(builder.Build());
            CancellationTokenSource old = _change;
            _change = new CancellationTokenSource();
            old.Cancel();
            old.Dispose();
        }

        public override IChangeToken GetChangeToken() => new CancellationChangeToken(_change.Token);

        public void Dispose() => _change.Dispose();
    }
}
