using CacheKit.AspNetCore.Tests.Controllers;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Razor pages.</summary>
public sealed class RazorPageTests(Store store) : EndpointTests(store)
{
    private static readonly string[] _impossible = ["/Contradictory", "/OnHandler", "/EvictingOnHandler"];

    [Test]
    public async Task A_page_is_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapRazorPages(), WithPages());
        await app.GetAsync("/cached/7");
        Answer hit = await app.GetAsync("/cached/7");
        Assert.That((hit.CacheKit, hit.Body.Trim(), hit["Content-Type"], hit["Cache-Control"]),
            Is.EqualTo(("HIT", "<p>1 7</p>", "text/html; charset=utf-8", "max-age=60")));
    }

    [Test]
    public async Task Each_route_value_of_a_page_has_an_entry()
    {
        await using TestApp app = await StartAsync(routes => routes.MapRazorPages(), WithPages());
        await app.GetAsync("/cached/7");
        Assert.That((await app.GetAsync("/cached/8")).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task A_page_without_the_attribute_is_not_cached()
    {
        await using TestApp app = await StartAsync(routes => routes.MapRazorPages(), WithPages());
        await app.GetAsync("/uncached");
        Answer second = await app.GetAsync("/uncached");
        Assert.That((second.CacheKit, second.Body.Trim()), Is.EqualTo(((string?)null, "<p>2</p>")));
    }

    [Test]
    public async Task A_post_to_a_cached_page_bypasses_the_cache()
    {
        await using TestApp app = await StartAsync(routes => routes.MapRazorPages(), WithPages());
        Answer post = await app.SendAsync(HttpMethod.Post, "/cached");
        Assert.That((post.Status, post.CacheKit), Is.EqualTo((200, "BYPASS")));
    }

    [Test]
    public async Task All_pages_can_be_cached_where_they_are_mapped()
    {
        await using TestApp app = await StartAsync(routes => routes.MapRazorPages().Cache(10), WithPages());
        Answer uncached = await app.GetAsync("/uncached");
        Answer cached = await app.GetAsync("/cached");
        Assert.That((uncached["Cache-Control"], cached["Cache-Control"]), Is.EqualTo(("max-age=10", "max-age=60")));
    }

    [TestCase("/Contradictory", "[Cache] and [CacheOneDay]")]
    [TestCase("/OnHandler", "Put it on the page model")]
    [TestCase("/EvictingOnHandler", "Put it on the page model")]
    public void Invalid_settings_of_a_page_are_an_error_at_start_up(string page, string what) =>
        Assert.That(
            () => StartAsync(routes => routes.MapRazorPages(), WithPages(page)),
            Throws.InvalidOperationException.With.Message.Contains(what).And.Message.Contains(page));

    // The pages that no application can start with are left out, but for the one that is asked for.
    private static TestAppSettings WithPages(string? impossible = null) => new()
    {
        ChecksAtStartUp = true,
        Services = services => services
            .AddSingleton<ActionRuns>()
            .AddRazorPages(options =>
            {
                options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
                foreach (string page in _impossible.Where(page => page != impossible))
                    options.Conventions.AddPageRouteModelConvention(page, model => model.Selectors.Clear());
            })
            .AddApplicationPart(typeof(RazorPageTests).Assembly),
    };
}
