using CacheKit.AspNetCore.Tests.Controllers;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Evictions;

/// <summary>Evictions that can't work are an error when the application starts, which names the endpoint.</summary>
[TestFixture]
public sealed class EvictionReaderTests
{
    [Test]
    public void An_eviction_of_nothing() =>
        AssertRefused(routes => routes.MapPut("/orders", [CacheEvict] () => ""), "evicts nothing: set Tags, Namespace, or both");

    [Test]
    public void An_eviction_of_nothing_on_a_route() => AssertRefused(routes => routes.MapPut("/orders", () => "").CacheEvict(), "evicts nothing");

    [Test]
    public void The_entry_of_a_function() =>
        AssertRefused(routes => routes.MapPut("/orders", [CacheEvict("FindAsync")] () => ""), "names the function FindAsync, whose key can't be built from a request");

    [Test]
    public void A_put() => AssertRefused(routes => routes.MapPut("/orders", [CachePut("FindAsync")] () => ""), "[CachePut] is for functions");

    [TestCase("order:{id}", "names id, which is neither in its route nor a parameter of its handler")]
    [TestCase("order:{id", "can't be parsed")]
    [TestCase("", "must not be empty")]
    public void A_tag_that_can_t_be_filled(string tag, string why) =>
        AssertRefused(routes => routes.MapPut("/orders", () => "").CacheEvict([tag]), why);

    [Test]
    public void A_tag_of_a_parameter_without_a_text() =>
        AssertRefused(
            routes => routes.MapPut("/orders", [CacheEvict(Tags = ["{member}"])] (Member member) => ""),
            "names member, of the type CacheKit.AspNetCore.Tests.Controllers.Member, which has no text");

    [Test]
    public void A_tag_of_a_member_that_no_generated_code_reads() =>
        AssertRefused(
            routes => routes.MapPut("/orders", [CacheEvict(Tags = ["{member.Age}"])] (Member member) => ""),
            "names member.Age, which no generated code reads");

    [Test]
    public void A_tag_of_an_argument_before_the_handler_runs() =>
        AssertRefused(
            routes => routes.MapPut("/orders", [CacheEvict(Tags = ["{id}"], Before = true)] ([FromHeader] string id) => ""),
            "an argument that is not known before the handler runs");

    [Test]
    public void A_cache_that_is_not_registered() =>
        AssertRefused(routes => routes.MapPut("/orders", [CacheEvict(Tags = ["orders"]), CacheName("second")] () => ""), "There is no cache 'second'");

    [Test]
    public void A_mode_that_does_not_exist() =>
        AssertRefused(routes => routes.MapPut("/orders", () => "").CacheEvict(["orders"], mode: (EvictionMode)9), "has the mode 9");

    [Test]
    public void A_short_circuited_endpoint() =>
        AssertRefused(routes => routes.MapPut("/orders", [CacheEvict(Tags = ["orders"])] () => "").ShortCircuit(), "short-circuited");

    [Test]
    public void An_argument_of_an_action_where_the_hosting_startup_is_switched_off() =>
        Assert.That(
            () => TestApp.StartAsync(routes => routes.MapControllers(), new TestAppSettings
            {
                Services = services => services.AddControllers().ConfigureApplicationPartManager(parts =>
                {
                    parts.ApplicationParts.Clear();
                    parts.ApplicationParts.Add(new ListedControllers(typeof(MembersController)));
                }),
            }),
            Throws.InvalidOperationException.With.Message.Contains("hosting startup of CacheKit").And.Message.Contains("MembersController"));

    [Test]
    public void An_application_without_UseCacheKit() =>
        Assert.That(
            () => TestApp.StartAsync(
                routes => routes.MapPut("/orders", () => "").CacheEvict(["orders"]), new TestAppSettings { UsesCacheKit = false, ChecksAtStartUp = true }),
            Throws.InvalidOperationException.With.Message.Contains("has [CacheEvict] or .CacheEvict(), but the pipeline has no cache"));

    [Test]
    public async Task The_tags_of_a_group_need_not_fit_its_endpoints_that_only_read()
    {
        await using TestApp app = await TestApp.StartAsync(routes =>
        {
            RouteGroupBuilder users = routes.MapGroup("/users").CacheEvict(["user:{id}"]);
            users.MapGet("", () => "all");
            users.MapPut("/{id}", (int id) => id);
        });
        Assert.That((await app.GetAsync("/users")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Routing_after_the_cache_is_one_warning()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseRouting();
                routes.MapPost("/orders", () => "").CacheEvict(["orders"]);
            });
        await app.SendAsync(HttpMethod.Post, "/orders");
        await app.SendAsync(HttpMethod.Post, "/orders");
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Has.One.EndsWith("evicts nothing: routing runs after the cache. Call app.UseCacheKit() after app.UseRouting()"));
    }

    private static void AssertRefused(Action<WebApplication> routes, string why) =>
        Assert.That(
            () => TestApp.StartAsync(routes),
            Throws.InvalidOperationException.With.Message.Contains(why).And.Message.Contains("The endpoint").And.Message.Contains("/orders"));
}
