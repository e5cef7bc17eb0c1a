using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Diagnostics;

/// <summary>The log messages of each request.</summary>
public sealed class LogTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_miss_and_a_hit_log_their_key_at_debug_level()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        await app.GetAsync();
        string key = $"::GET {app.Origin}/";
        string[] messages = [.. app.Log.OfCacheKit.Select(line => line.Message)];
        Assert.That(messages, Has.One.EqualTo($"Key not found: {key}"));
        Assert.That(messages, Has.One.EqualTo($"Key added: {key}"));
        Assert.That(messages, Has.One.EqualTo($"Key found: {key}"));
        Assert.That(
            app.Log.OfCacheKit.Where(line => line.Message.Contains(key, StringComparison.Ordinal)).Select(line => line.Level),
            Is.All.EqualTo(LogLevel.Debug));
    }

    [Test]
    public async Task Values_are_never_logged()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "secret-body"));
        await app.GetAsync();
        await app.GetAsync();
        Assert.That(app.Log.Lines.Select(line => line.Message), Has.None.Contains("secret-body"));
    }
}
