using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Diagnostics;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class LogTests(StoreKind kind) : CacheFixture(kind)
{
    private const string Secret = "correct horse battery staple";

    [Test]
    public async Task A_hit_is_logged_with_its_key()
    {
        await Cache.SetAsync("key", 7);
        await Cache.TryGetAsync<int>("key");
        Assert.That(Loggers.At(LogLevel.Debug), Does.Contain("Key found: app::key"));
    }

    [Test]
    public async Task A_miss_is_logged_with_its_key()
    {
        await Cache.TryGetAsync<int>("key");
        Assert.That(Loggers.At(LogLevel.Debug), Is.EqualTo(new[] { "Key not found: app::key" }));
    }

    [Test]
    public async Task An_entry_that_is_added_is_logged_with_its_key()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7));
        Assert.That(Loggers.At(LogLevel.Debug), Is.EqualTo(new[] { "Key not found: app::key", "Key added: app::key" }));
    }

    [Test]
    public async Task An_expired_entry_is_logged_as_a_miss()
    {
        var stale = new StaleOptions { Grace = TimeSpan.FromHours(1) };
        await Cache.SetAsync("key", 7, new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(1), Stale = stale });
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Cache.TryGetAsync<int>("key");
        Assert.That(Loggers.At(LogLevel.Debug).Last(), Is.EqualTo("Key not found: app::key"));
    }

    [Test]
    public async Task A_value_that_is_not_stored_is_not_logged_as_added()
    {
        await Cache.SetAsync("key", 7, new CacheEntryOptions { Expiration = TimeSpan.Zero });
        Assert.That(Loggers.Entries, Is.Empty);
    }

    [Test]
    public async Task Everything_is_logged_in_one_category()
    {
        await ProvokeAsync();
        Assert.That(Loggers.Entries.Select(entry => entry.Category).Distinct(), Is.EqualTo(new[] { "CacheKit" }));
    }

    [Test]
    public async Task Keys_are_logged_at_debug_level_only()
    {
        await ProvokeAsync();
        Assert.That(Loggers.Entries.Where(entry => entry.Level > LogLevel.Debug).Select(entry => entry.Text), Is.Not.Empty.And.None.Contains("secret-key"));
    }

    [Test]
    public async Task Values_are_never_logged()
    {
        await ProvokeAsync();
        Assert.That(Loggers.Entries.Select(entry => entry.Text), Is.Not.Empty.And.None.Contains(Secret));
    }

    [Test]
    public async Task Keys_are_not_logged_where_debug_level_is_off()
    {
        var loggers = new RecordingLoggerFactory(LogLevel.Information);
        Cache cache = NewCache(configure: options => options.LoggerFactory = loggers);
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7));
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7));
        Assert.That(loggers.Entries, Is.Empty);
    }

    // A hit, a miss, a value of another type, one that can't be coded, and an outage.
    private async Task ProvokeAsync()
    {
        await Cache.GetOrCreateAsync("secret-key", _ => ValueTask.FromResult(Secret));
        await Cache.GetOrCreateAsync("secret-key", _ => ValueTask.FromResult(Secret));
        await Cache.TryGetAsync<int>("secret-key");
        Coder.FailsToEncode = true;
        await Cache.SetAsync("secret-key", new CodedList<string> { Secret });
        Coder.FailsToEncode = false;
        (Backend as RecordingBackend)?.Fail();
        await Cache.SetAsync("secret-key", Secret);
        (Backend as RecordingBackend)?.Recover();
        await Cache.SetAsync("secret-key", Secret);
    }
}
