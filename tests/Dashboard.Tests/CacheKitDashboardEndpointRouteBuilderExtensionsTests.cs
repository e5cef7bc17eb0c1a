using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;

namespace CacheKit.Dashboard.Tests;

/// <summary>The dashboard in applications of different kinds.</summary>
[TestFixture]
internal sealed class CacheKitDashboardEndpointRouteBuilderExtensionsTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [TestCase("")]
    [TestCase("keys")]
    [TestCase("api/caches")]
    [TestCase("api/openapi.json")]
    [TestCase("api/caches/absent/keys")]
    [TestCase("api/caches/default/keys?size=0")]
    public async Task Every_answer_has_the_headers_that_keep_it_from_caches_and_other_sites(string path)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        ExpectHeaders(await app.GetAsync(path));
    }

    [Test]
    public async Task A_refusal_has_these_headers_too()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Environment = "Production" });
        Answer answer = await app.GetAsync("");
        Assert.That(answer.Status, Is.EqualTo(403));
        ExpectHeaders(answer);
    }

    [Test]
    public async Task It_leaves_each_endpoint_of_the_application_built_once()
    {
        int builds = 0;
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = services => services.AddSingleton<RoutedEndpoints>().AddSingleton<IStartupFilter, SharedEndpointsFilter>(),
            Map = app =>
            {
                app.MapCacheKit();
                app.MapGet("/one", () => "one").Add(_ => builds++);
            },
        });

        Assert.That((await app.SendAsync(HttpMethod.Get, "/one")).Status, Is.EqualTo(200));
        Assert.That(builds, Is.EqualTo(1));
    }

    [Test]
    public async Task It_answers_under_a_path_base()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Pipeline = app =>
            {
                app.UsePathBase("/shop");
                app.UseRouting();
            },
        });

        Assert.That((await app.SendAsync(HttpMethod.Get, "/shop/cachekit/api/caches")).Status, Is.EqualTo(200));
        Answer redirect = await app.SendAsync(HttpMethod.Get, "/shop/cachekit");
        Assert.That(redirect.Status, Is.EqualTo(302));
        Assert.That(
            new Uri(new Uri("https://shop.example/shop/cachekit"), redirect["Location"]), Is.EqualTo(new Uri("https://shop.example/shop/cachekit/")));
    }

    [TestCase("/admin", "/cache/", "/admin/cache/api/caches")]
    [TestCase("/admin/{tenant}", "cachekit", "/admin/7/cachekit/api/caches")]
    [TestCase("", "", "/api/caches")]
    public async Task It_answers_in_a_group(string prefix, string pattern, string path)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Map = app => app.MapGroup(prefix).MapCacheKit(pattern),
        });
        Assert.That((await app.SendAsync(HttpMethod.Get, path)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task It_is_mapped_twice_with_different_options()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Map = app =>
            {
                app.MapCacheKit("/all", options => options.ShowsValues = true);
                app.MapCacheKit("/readers", options => options.ReadOnly = true);
            },
        });

        using StringContent all = DashboardApp.JsonOf("""{"isEnabled":true}""");
        using StringContent readers = DashboardApp.JsonOf("""{"isEnabled":true}""");
        Assert.That((await app.SendAsync(HttpMethod.Post, "/all/api/caches/default/switch", all)).Status, Is.EqualTo(200));
        Assert.That((await app.SendAsync(HttpMethod.Post, "/readers/api/caches/default/switch", readers)).Status, Is.EqualTo(403));
        Assert.That((await app.SendAsync(HttpMethod.Get, "/readers/api/events")).Body, Does.Contain("switched cache"));
    }

    [Test]
    public async Task A_group_that_is_cached_neither_stores_nor_counts_it()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Pipeline = app => app.UseCacheKit(),
            Map = app =>
            {
                RouteGroupBuilder group = app.MapGroup("").Cache(60);
                group.MapCacheKit().Cache(60);
                group.MapGet("/other", () => "other");
            },
        });

        for (int i = 0; i < 2; i++)
        {
            foreach (string path in new[] { "", "api/caches", "api/figures" })
            {
                Answer answer = await app.GetAsync(path);
                Assert.That(answer.CacheKit, Is.Null, path);
                Assert.That(answer.CacheStatus, Is.Null, path);
            }
        }

        Assert.That((await app.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray(), Is.Empty);
        Assert.That((await app.ReadAsync("api/figures"))["caches"]![0]!["subjects"]!.AsArray(), Is.Empty);
        Assert.That((await app.SendAsync(HttpMethod.Get, "/other")).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task Output_caching_of_all_endpoints_does_not_store_it()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Services = services => services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache())),
            Pipeline = app => app.UseOutputCache(),
            Map = app =>
            {
                app.MapCacheKit();
                int runs = 0;
                app.MapGet("/runs", () => ++runs);
            },
        });

        await app.SendAsync(HttpMethod.Get, "/runs");
        Assert.That((await app.SendAsync(HttpMethod.Get, "/runs")).Body, Is.EqualTo("1"), "output caching is on");
        Assert.That((await app.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray(), Is.Empty);
        await app.Cache.SetAsync("a", 1);
        Assert.That((await app.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Changes_work_in_an_application_with_antiforgery()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Services = services => services.AddAntiforgery(),
            Pipeline = app => app.UseAntiforgery(),
        });
        Assert.That((await app.PostAsync("api/caches/default/switch", """{"isEnabled":true}""")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_user_who_is_not_signed_in_is_sent_to_the_sign_in_page_of_the_application()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => cookie.LoginPath = "/sign-in");
                services.AddAuthorization();
            },
            Map = app => app.MapCacheKit().RequireAuthorization(),
        });

        Answer answer = await app.GetAsync("");
        Assert.That(answer.Status, Is.EqualTo(302));
        Assert.That(answer["Location"], Does.Contain("/sign-in?ReturnUrl="));
    }

    [Test]
    public async Task It_answers_in_an_application_without_any_cache()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { AddsCacheKit = false });
        Assert.That((await app.GetAsync("")).Status, Is.EqualTo(200));

        Answer keys = await app.GetAsync("api/caches/default/keys");
        Assert.That((string?)JsonNode.Parse(keys.Body)!["detail"], Does.Contain("has no cache yet"));
    }

    [Test]
    public async Task Behind_a_proxy_that_ends_TLS_a_change_of_its_pages_is_made()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            Services = TestUser.Add,
            Map = app => app.MapCacheKit().RequireAuthorization(),
        });

        Answer answer = await app.PostAsync(
            "api/caches/default/switch", """{"isEnabled":true}""", "X-User: admin", "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.7",
            "Origin: https://shop.example", "Sec-Fetch-Site: same-origin");
        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static void ExpectHeaders(Answer answer) => Assert.Multiple(() =>
    {
        Assert.That(answer["Cache-Control"], Is.EqualTo("no-store"));
        Assert.That(answer["Content-Security-Policy"], Is.EqualTo(Policy));
        Assert.That(answer["X-Content-Type-Options"], Is.EqualTo("nosniff"));
        Assert.That(answer["Referrer-Policy"], Is.EqualTo("no-referrer"));
        Assert.That(answer["Cross-Origin-Resource-Policy"], Is.EqualTo("same-origin"));
    });
}
