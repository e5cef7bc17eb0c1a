using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Dashboard.Tests.Events;

[TestFixture]
internal sealed class EventRecorderTests
{
    [TestCase("CacheKit", true)]
    [TestCase("CacheKit.RedisBackend", true)]
    [TestCase("CacheKit.TieredBackend", true)]
    [TestCase("CacheKit.Shop.OrdersBackend", false)]
    [TestCase("CacheKit.Orders", false)]
    [TestCase("CacheKitchen.RedisBackend", false)]
    [TestCase("Microsoft.Hosting.Lifetime", false)]
    public void The_events_of_caches_and_backends_are_kept(string category, bool isKept)
    {
        var events = new EventLog(TimeProvider.System);
        using var recorder = new EventRecorder(events);
        recorder.CreateLogger(category).LogInformation("It happened.");
        Assert.That(events.Newest(), Has.Count.EqualTo(isKept ? 1 : 0));
    }

    [TestCase(LogLevel.Trace, null)]
    [TestCase(LogLevel.Debug, null)]
    [TestCase(LogLevel.Information, "information")]
    [TestCase(LogLevel.Warning, "warning")]
    [TestCase(LogLevel.Error, "error")]
    [TestCase(LogLevel.Critical, "critical")]
    public void Events_from_Information_on_are_kept(LogLevel level, string? name)
    {
        var events = new EventLog(TimeProvider.System);
        using var recorder = new EventRecorder(events);
        var exception = new InvalidOperationException("secret");
        object?[] arguments = ["happened"];
        recorder.CreateLogger("CacheKit").Log(level, 42, exception, "It {Happened}.", arguments);

        Assert.That(events.Newest().Select(one => (one.Level, one.Id, one.Message)),
            Is.EqualTo(name is null ? [] : new[] { (name, 42, "It happened.") }));
    }

    [Test]
    public async Task The_API_returns_the_events_of_the_application()
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.PostAsync("api/caches/default/switch", """{"isEnabled":false}""");
        await app.PostAsync("api/caches/default/switch", """{"isEnabled":true}""");

        JsonNode newest = (await app.ReadAsync("api/events"))["events"]![0]!;
        Assert.That((string?)newest["level"], Is.EqualTo("information"));
        Assert.That((int)newest["id"]!, Is.EqualTo(127));
        Assert.That((string?)newest["message"], Does.EndWith("switched cache default on in the dashboard"));
    }

    [Test]
    public async Task Two_applications_in_one_process_have_their_own_caches_and_events()
    {
        await using DashboardApp one = await DashboardApp.StartAsync();
        await using DashboardApp other = await DashboardApp.StartAsync();
        await one.Cache.SetAsync("a", 1);
        await one.PostAsync("api/caches/default/switch", """{"isEnabled":false}""");

        JsonNode events = await other.ReadAsync("api/events");
        Assert.That(events.ToJsonString(), Does.Not.Contain("switched"));
        Assert.That((bool)(await other.ReadAsync("api/caches"))["caches"]![0]!["isEnabled"]!, Is.True);
        Assert.That((await other.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray(), Is.Empty);
        Assert.That((await one.ReadAsync("api/caches/default/keys"))["keys"]!.AsArray(), Has.Count.EqualTo(1));
    }
}
