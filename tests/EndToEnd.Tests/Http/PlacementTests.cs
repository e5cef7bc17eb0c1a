using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>An application with the cache at an invalid place in its pipeline gets an error or a warning.</summary>
internal sealed class PlacementTests(string storeName) : ScenarioTests(storeName)
{
    [Test]
    public async Task The_cache_in_front_of_routing_is_logged_once_for_each_endpoint()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/one", [Cache(60)] () => "one");
                routes.MapGet("/two", [Cache(60)] () => "two");
                routes.MapGet("/three", () => "three");
            },
            new TestAppSettings { Inner = inner => inner.UseRouting() });
        foreach (string path in new[] { "/one", "/one", "/two", "/three", "/nowhere", "/one" })
            Assert.That((await app.GetAsync(path)).CacheKit, Is.Null);
        string[] warnings = [.. app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message)];
        Assert.That(warnings, Has.Length.EqualTo(2).And.All.Contains("UseRouting"));
        Assert.That(warnings, Has.One.Contains("/one").And.One.Contains("/two"));
    }

    [Test]
    public async Task The_cache_behind_routing_is_not_logged()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "one"),
            new TestAppSettings { Outer = outer => outer.UseRouting() });
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
        Assert.That(app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Warning), Is.Empty);
    }

    [Test]
    public void A_cached_endpoint_that_is_short_circuited_is_an_error_at_start_up() =>
        Assert.That(
            () => StartAsync(routes => routes.MapGet("/orders", [Cache(60)] () => "").ShortCircuit()),
            Throws.InvalidOperationException.With.Message.Contains("/orders").And.Message.Contains("ShortCircuit"));

    [Test]
    public async Task An_endpoint_that_is_short_circuited_and_not_cached_is_left_alone()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => "hello").ShortCircuit());
        Assert.That(((await app.GetAsync()).Body, (await app.GetAsync()).CacheKit), Is.EqualTo(("hello", (string?)null)));
    }
}
