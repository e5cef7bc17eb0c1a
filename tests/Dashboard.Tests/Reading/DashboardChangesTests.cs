using CacheKit.Dashboard.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Dashboard.Tests.Reading;

/// <summary>Each change is logged with the name of the user.</summary>
[TestFixture]
internal sealed class DashboardChangesTests
{
    [TestCase("remove", """{"keys":["app::a","app::b"]}""", "admin removed 1 of 2 keys of cache default in the dashboard")]
    [TestCase("clear", """{"namespace":"users"}""", "admin cleared namespace users of cache default in the dashboard: 0 entries")]
    [TestCase("clear", """{"namespace":null}""", "admin cleared cache default in the dashboard: 1 entries")]
    [TestCase("evict", """{"tag":"user:7","mode":"soft"}""", "admin evicted tag user:7 of cache default in the dashboard (Soft)")]
    [TestCase("switch", """{"isEnabled":false}""", "admin switched cache default off in the dashboard")]
    [TestCase("switch", """{"isEnabled":true}""", "admin switched cache default on in the dashboard")]
    public async Task A_change_is_logged_with_its_user(string change, string body, string message)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Services = TestUser.Add });
        await app.Cache.SetAsync("a", 1);

        Assert.That((await app.PostAsync("api/caches/default/" + change, body, "X-User: admin")).Status, Is.EqualTo(200));
        Assert.That(app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Information).Select(line => line.Message), Does.Contain(message));
    }

    [Test]
    public async Task A_store_that_does_not_count_clears_an_unknown_number_of_entries()
    {
        using var memory = new InMemoryBackend();
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Backend = new Clearing(memory, () => -1) });

        Assert.That((await app.PostAsync("api/caches/default/clear", """{"namespace":null}""")).Body, Is.EqualTo("""{"cleared":null}"""));
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Does.Contain(
            "An unnamed user cleared cache default in the dashboard: an unknown number of entries"));
    }

    [Test]
    public async Task A_change_without_a_user_is_logged_too()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.PostAsync("api/caches/default/switch", """{"isEnabled":false}""");
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Does.Contain("An unnamed user switched cache default off in the dashboard"));
    }

    [Test]
    public async Task No_event_from_Information_on_contains_a_key()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("secret-7", 1);
        await app.GetAsync("api/caches/default/entry?key=app%3A%3Asecret-7");
        await app.PostAsync("api/caches/default/refresh", """{"key":"app::secret-7"}""");
        await app.PostAsync("api/caches/default/remove", """{"keys":["app::secret-7"]}""");

        Assert.That(app.Log.OfCacheKit.Where(line => line.Level >= LogLevel.Information && line.Message.Contains("secret-7", StringComparison.Ordinal)), Is.Empty);
        Assert.That((await app.GetAsync("api/events")).Body, Does.Not.Contain("secret-7"));
    }
}
