using System.Text.Json.Nodes;
using CacheKit.Dashboard.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Dashboard.Tests.Reading;

[TestFixture]
internal sealed class ObservationTests
{
    private const string Entry = "api/caches/default/entry?key=";

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task A_cache_remembers_calls_from_the_first_request_until_five_minutes_after_the_last_one()
    {
        await using DashboardApp app = await StartAsync();
        RecentCalls calls = ((Cache)app.Cache).Engine.RecentCalls;
        Assert.That(calls.IsObserved, Is.False, "before the first request");

        await app.ReadAsync("api/caches");
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.That(calls.IsObserved, Is.True, "after 4 minutes");

        await app.ReadAsync("api/caches");
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.That(calls.IsObserved, Is.True, "4 minutes after the second request");

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(calls.IsObserved, Is.False, "5 minutes after it");

        await app.ReadAsync("api/caches");
        Assert.That(calls.IsObserved, Is.True, "again");
    }

    [Test]
    public async Task A_refused_request_lets_no_cache_count()
    {
        await using DashboardApp app = await StartAsync("Production");
        Assert.That((await app.GetAsync("api/caches")).Status, Is.EqualTo(403));
        Assert.That(((Cache)app.Cache).Engine.RecentCalls.IsObserved, Is.False);
    }

    [Test]
    public async Task The_entry_of_a_function_that_was_computed_meanwhile_is_refreshed()
    {
        await using DashboardApp app = await StartAsync();
        await app.ReadAsync("api/caches");
        string before = (await app.SendAsync(HttpMethod.Get, "/next")).Body;
        string key = (string)(await app.ReadAsync("api/caches/default/keys?namespace=counters"))["keys"]!.AsArray().Single()!["key"]!;
        Assert.That((await app.SendAsync(HttpMethod.Get, "/next")).Body, Is.EqualTo(before));

        JsonNode entry = await app.ReadAsync(Entry + Uri.EscapeDataString(key));
        Assert.That((bool)entry["canRefresh"]!, Is.True);
        Answer refreshed = await app.PostAsync("api/caches/default/refresh", $$"""{"key":"{{key.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""");
        Assert.That(refreshed.Body, Is.EqualTo("""{"isRefreshed":true}"""));
        Assert.That((await app.SendAsync(HttpMethod.Get, "/next")).Body, Is.Not.EqualTo(before));
    }

    private Task<DashboardApp> StartAsync(string environment = "Development") => DashboardApp.StartAsync(new DashboardAppSettings
    {
        Environment = environment,
        Services = services => services.AddSingleton<TimeProvider>(_clock),
        Pipeline = app => app.UseCacheKit(),
        Map = app =>
        {
            app.MapCacheKit();
            app.MapGet("/next", () => Counter.NextAsync("test"));
        },
    });
}
