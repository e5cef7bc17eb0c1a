using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Attributes;

/// <summary>The parts of a request by which the entries of an endpoint vary.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class VaryByAttributeTests(Store store) : EndpointTests(store)
{
    private int _runs;

    [SetUp]
    public void Forget() => _runs = 0;

    [Test]
    public async Task Only_the_chosen_query_parameters_count()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Query = ["a", "b"])] () => ++_runs));
        await AssertSameAsync(app, "/?a=1&b=2&c=3", "/?b=2&a=1&utm_source=x");
        await AssertOtherAsync(app, "/?a=1&b=2", "/?a=1&b=3");
    }

    [Test]
    public async Task Chosen_query_parameters_are_found_in_any_case()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Query = ["id"])] () => ++_runs));
        await AssertOtherAsync(app, "/?ID=1", "/?ID=2");
    }

    [Test]
    public async Task With_no_query_parameters_chosen_none_count()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Query = [])] () => ++_runs));
        await AssertSameAsync(app, "/?a=1", "/?a=2");
        await AssertSameAsync(app, "/?a=1", "/");
    }

    [Test]
    public async Task A_parameter_of_the_handler_that_is_ignored_does_not_count()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (int a, [CacheIgnore] string? trace) => $"{++_runs} {a} {trace}"));
        await AssertSameAsync(app, "/?a=1&trace=x", "/?a=1&trace=y");
        await AssertSameAsync(app, "/?a=1&trace=x", "/?a=1");
        await AssertOtherAsync(app, "/?a=1&trace=x", "/?a=2&trace=x");
    }

    [Test]
    public async Task An_ignored_parameter_is_found_by_its_name_in_the_query()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60)] ([CacheIgnore, FromQuery(Name = "t")] string? trace) => $"{++_runs} {trace}"));
        await AssertSameAsync(app, "/?t=x", "/?T=y");
    }

    [Test]
    public async Task Chosen_headers_count_and_are_named_in_vary()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60), VaryBy(Headers = ["X-Tenant", "Accept"])] () => ++_runs));
        Answer one = await app.GetAsync("/", "X-Tenant: one");
        Answer two = await app.GetAsync("/", "X-Tenant: two");
        Answer again = await app.GetAsync("/", "x-tenant: one");
        Answer none = await app.GetAsync();
        Assert.That((one.Body, two.Body, again.Body, none.Body), Is.EqualTo(("1", "2", "1", "3")));
        Assert.That((one["Vary"], again["Vary"]), Is.EqualTo(("X-Tenant, Accept", "X-Tenant, Accept")));
    }

    [Test]
    public async Task A_route_can_set_what_it_varies_by_where_it_is_mapped()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/{tab}/{rest}", () => ++_runs).Cache(60).VaryBy(query: ["a"], headers: ["X-Tenant"], routeValues: ["tab"], host: false));
        Answer one = await app.GetAsync("/news/1?a=1&b=1", "X-Tenant: one", "Host: one.test");
        Answer same = await app.GetAsync("/news/2?a=1&b=2", "X-Tenant: one", "Host: two.test");
        Answer otherQuery = await app.GetAsync("/news/1?a=2", "X-Tenant: one");
        Answer otherHeader = await app.GetAsync("/news/1?a=1", "X-Tenant: two");
        Answer otherRoute = await app.GetAsync("/about/1?a=1", "X-Tenant: one");
        Assert.That((one.Body, same.Body, otherQuery.Body, otherHeader.Body, otherRoute.Body), Is.EqualTo(("1", "1", "2", "3", "4")));
    }

    [Test]
    public async Task A_route_that_sets_nothing_varies_by_the_default()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++_runs).Cache(60).VaryBy());
        await AssertOtherAsync(app, "/?a=1", "/?a=2");
        Assert.That((await app.GetAsync("/"))["Vary"], Is.Null);
    }

    [Test]
    public async Task The_setting_of_an_endpoint_wins_over_that_of_its_group()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("/").Cache(60).VaryBy(headers: ["X-Site"], culture: true);
            group.MapGet("/own", [VaryBy(Headers = ["X-Tenant"])] () => ++_runs);
            group.MapGet("/general", () => ++_runs);
        });
        Assert.That((await app.GetAsync("/own"))["Vary"], Is.EqualTo("X-Tenant"));
        Assert.That((await app.GetAsync("/general"))["Vary"], Is.EqualTo("X-Site, Accept-Language, Cookie"));
    }

    [Test]
    public async Task A_header_that_is_not_chosen_does_not_count()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++_runs));
        await app.GetAsync("/", "X-Tenant: one");
        Assert.That((await app.GetAsync("/", "X-Tenant: two")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_header_cannot_imitate_the_value_of_another()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60), VaryBy(Headers = ["X-One", "X-Two"])] () => ++_runs));
        await app.GetAsync("/", "X-One: a x-two=b");
        Assert.That((await app.GetAsync("/", "X-One: a", "X-Two: b")).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task Route_values_count_with_the_path()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/users/{id}", [Cache(60)] (int id) => $"{++_runs} {id}"));
        await AssertOtherAsync(app, "/users/1", "/users/2");
    }

    [Test]
    public async Task Only_the_chosen_route_values_count_in_place_of_the_path()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/{lang}/users/{id}", [Cache(60), VaryBy(RouteValues = ["id"])] (int id) => $"{++_runs} {id}"));
        await AssertSameAsync(app, "/en/users/1", "/de/users/1");
        await AssertOtherAsync(app, "/en/users/1", "/en/users/2");
    }

    [Test]
    public async Task Two_routes_with_the_same_chosen_values_are_apart()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60), VaryBy(RouteValues = ["id"])] (int id) => $"{++_runs} user {id}");
            routes.MapGet("/orders/{id}", [Cache(60), VaryBy(RouteValues = ["id"])] (int id) => $"{++_runs} order {id}");
        });
        await AssertOtherAsync(app, "/users/1", "/orders/1");
    }

    [Test]
    public async Task The_culture_counts_when_it_is_asked_for()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), VaryBy(Culture = true)] () => $"{++_runs} {1.5}"),
            new TestAppSettings { Outer = outer => outer.UseRequestLocalization("en", "de") });
        Answer english = await app.GetAsync("/", "Accept-Language: en");
        Answer german = await app.GetAsync("/", "Accept-Language: de");
        Answer hit = await app.GetAsync("/?", "Accept-Language: en;q=0.9");
        Assert.That((english.Body, german.Body, hit.Body), Is.EqualTo(("1 1.5", "2 1,5", "1 1.5")));
        Assert.That(hit["Vary"], Is.EqualTo("Accept-Language, Cookie"));
    }

    [Test]
    public async Task The_culture_counts_where_request_localization_has_chosen_it()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => $"{++_runs} {1.5}"),
            new TestAppSettings { Outer = outer => outer.UseRequestLocalization("en", "de") });
        Answer english = await app.GetAsync("/", "Accept-Language: en");
        Answer german = await app.GetAsync("/", "Accept-Language: de-AT, de;q=0.9");
        Answer hit = await app.GetAsync("/", "Accept-Language: de");
        Answer asked = await app.GetAsync("/?culture=de", "Accept-Language: en");
        Assert.That((english.Body, german.Body, hit.Body, hit.CacheKit), Is.EqualTo(("1 1.5", "2 1,5", "2 1,5", "HIT")));
        Assert.That((english["Vary"], hit["Vary"], asked["Vary"]), Is.EqualTo(("Accept-Language, Cookie", "Accept-Language, Cookie", (string?)null)));
    }

    [Test]
    public async Task The_culture_does_not_count_without_request_localization()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++_runs));
        await app.GetAsync("/", "Accept-Language: en");
        Assert.That((await app.GetAsync("/", "Accept-Language: de")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task The_host_counts()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++_runs));
        await app.GetAsync("/", "Host: one.example");
        Assert.That((await app.GetAsync("/", "Host: two.example")).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task The_host_does_not_count_when_it_is_switched_off()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), VaryBy(Host = false)] () => ++_runs));
        await app.GetAsync("/", "Host: one.example");
        Assert.That((await app.GetAsync("/", "Host: two.example")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task The_vary_of_the_response_itself_is_honoured()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Accept, X-Tenant";
            return $"{++_runs} {context.Request.Headers["X-Tenant"]}";
        }));
        Answer one = await app.GetAsync("/", "X-Tenant: one");
        Answer hit = await app.GetAsync("/", "X-Tenant: one");
        Answer two = await app.GetAsync("/", "X-Tenant: two");
        Answer again = await app.GetAsync("/", "X-Tenant: one");
        Assert.That((one.Body, hit.Body, hit.CacheKit, two.Body), Is.EqualTo(("1 one", "1 one", "HIT", "2 two")));
        Assert.That((again.Body, again.CacheKit), Is.EqualTo(("1 one", "HIT")));
        Assert.That((two.CacheKit, two.CacheStatus), Is.EqualTo(("MISS", "CacheKit; fwd=miss; stored")));
    }

    [Test]
    public async Task The_vary_of_a_plain_json_response_is_honoured()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-Tenant";
            return new { run = ++_runs };
        }));
        await app.GetAsync("/", "X-Tenant: one");
        Assert.That((await app.GetAsync("/", "X-Tenant: two")).Body, Is.EqualTo("""{"run":2}"""));
    }

    private static async Task AssertSameAsync(TestApp app, string one, string other)
    {
        Answer first = await app.GetAsync(one);
        Answer second = await app.GetAsync(other);
        Assert.That((second.CacheKit, second.Body), Is.EqualTo(("HIT", first.Body)), $"{one} and {other}");
    }

    private static async Task AssertOtherAsync(TestApp app, string one, string other)
    {
        Answer first = await app.GetAsync(one);
        Answer second = await app.GetAsync(other);
        Assert.That(second.CacheKit, Is.EqualTo("MISS"), $"{one} and {other}");
        Assert.That(second.Body, Is.Not.EqualTo(first.Body));
    }
}
