using CacheKit.EndToEnd.Tests.Controllers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Applications with several endpoints for one URL.</summary>
internal sealed class SharedUrlScenarios(string storeName) : ScenarioTests(storeName)
{
    private static readonly TestAppSettings _versioned = new() { Services = services => services.AddSingleton<MatcherPolicy, VersionPolicy>() };

    private static readonly TestAppSettings _mvc = new()
    {
        Services = services => services.AddControllers().AddApplicationPart(typeof(StaffController).Assembly),
    };

    [Test]
    public async Task Versions_by_a_header_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/orders/{id}", [Cache(60)] (int id) => $"old {id}").WithMetadata(new Version(1, 0));
                routes.MapGet("/orders/{id}", [Cache(60)] (int id) => $"new {id}").WithMetadata(new Version(2, 0));
            },
            _versioned);
        await AssertApartAsync(app, ("/orders/7", "X-Version: 1.0", "old 7"), ("/orders/7", "X-Version: 2.0", "new 7"));
    }

    [Test]
    public async Task Versions_whose_patterns_are_written_otherwise_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/orders/{id}", [Cache(60)] (int id) => $"old {id}").WithMetadata(new Version(1, 0));
                routes.MapGet("/{area}/{number:int}", [Cache(60)] (int number) => $"new {number}").WithMetadata(new Version(2, 0));
            },
            _versioned);
        await AssertApartAsync(app, ("/orders/7", "X-Version: 1.0", "old 7"), ("/orders/7", "X-Version: 2.0", "new 7"));
    }

    [Test]
    public async Task Versions_of_one_handler_that_differ_in_what_it_captures_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                foreach (int version in new[] { 1, 2 })
                    routes.MapGet("/version", [Cache(60)] () => $"version {version}").WithMetadata(new Version(version, 0));
            },
            _versioned);
        await AssertApartAsync(app, ("/version", "X-Version: 1.0", "version 1"), ("/version", "X-Version: 2.0", "version 2"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Endpoints_of_different_hosts_have_entries_of_their_own(bool hostInKey)
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", () => "shop").Cache(60).VaryBy(host: hostInKey).RequireHost("shop.test");
            routes.MapGet("/", () => "staff").Cache(60).VaryBy(host: hostInKey).RequireHost("staff.test");
        });
        await AssertApartAsync(app, ("/", "Host: shop.test", "shop"), ("/", "Host: staff.test", "staff"));
    }

    [Test]
    public async Task Actions_of_a_conventional_route_that_vary_by_route_values_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllerRoute("default", "{controller}/{action}/{id?}"), _mvc);
        await AssertApartAsync(app, ("/Shop/Show/5", "X-A: b", "article 5"), ("/Staff/Salary/5", "X-A: b", "salary 5"));
    }

    [Test]
    public async Task Actions_that_constraints_choose_have_entries_of_their_own()
    {
        await using TestApp app = await StartAsync(routes => routes.MapControllers(), _mvc);
        await AssertApartAsync(app, ("/clients", "X-Client: phone", "small"), ("/clients", "X-Client: desk", "large"));
    }

    [Test]
    public async Task An_endpoint_for_HEAD_alone_leaves_no_entry_for_GET()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapMethods("/report", [HttpMethods.Head], () => "for HEAD").Cache(60);
            routes.MapMethods("/report", [HttpMethods.Get], () => "for GET").Cache(60);
        });
        await app.SendAsync(HttpMethod.Head, "/report");
        Assert.That((await app.GetAsync("/report")).Body, Is.EqualTo("for GET"));
    }

    [Test]
    public async Task A_path_that_is_written_like_a_pattern_gets_no_entry_of_it()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/files/{id:int}", () => "file").Cache(60).VaryBy(routeValues: []);
            routes.MapGet("/files/{name}", (string name) => name).Cache(60);
        });
        await app.GetAsync("/files/%7Bid:int%7D");
        Assert.That((await app.GetAsync("/files/7")).Body, Is.EqualTo("file"));
    }

    private static async Task AssertApartAsync(TestApp app, (string Path, string Header, string Body) one, (string Path, string Header, string Body) other)
    {
        foreach (string expected in new[] { "MISS", "HIT" })
        {
            foreach ((string path, string header, string body) in new[] { one, other })
            {
                Answer answer = await app.GetAsync(path, header);
                Assert.That((answer.Body, answer.CacheKit), Is.EqualTo((body, expected)), header);
            }
        }
    }
}
