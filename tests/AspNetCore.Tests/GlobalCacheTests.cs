using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests;

/// <summary>Endpoints on the global cache of Program.cs.</summary>
[TestFixture]
[NonParallelizable]
public sealed class GlobalCacheTests
{
    private static readonly TestAppSettings _global = new() { AddsCacheKit = false };

    private readonly InMemoryBackend _backend = new();
    private int _runs;

    [SetUp]
    public void Forget()
    {
        _runs = 0;
        CacheManager.Reset();
    }

    [TearDown]
    public async Task Empty()
    {
        CacheManager.Reset();
        await _backend.ClearAsync("");
    }

    [OneTimeTearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public async Task One_call_in_program_is_enough()
    {
        CacheManager.Init(_backend, prefix: "api-cache");
        await using TestApp app = await TestApp.StartAsync(Counted, _global);
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, await CacheManager.ClearAsync()), Is.EqualTo(("HIT", 1)));
    }

    [Test]
    public async Task An_endpoint_evicts_from_the_cache_that_a_later_call_has_made()
    {
        CacheManager.Init(_backend);
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapPost("/", [CacheEvict(Tags = ["users"])] () => ""), _global);
        using var later = new InMemoryBackend();
        CacheManager.Init(later);
        await CacheManager.SetAsync("users", "value", new CacheEntryOptions { Tags = ["users"] });
        await app.SendAsync(HttpMethod.Post);
        Assert.That((await CacheManager.TryGetAsync<string>("users")).HasValue, Is.False);
    }

    [Test]
    public void Without_a_cache_the_start_is_an_error_that_says_what_to_do() =>
        Assert.That(
            () => TestApp.StartAsync(routes => routes.MapGet("/orders", [Cache(60)] () => ""), _global),
            Throws.InvalidOperationException.With.Message.Contains("CacheManager.Init").And.Message.Contains("/orders"));

    [Test]
    public async Task Without_any_cached_endpoint_no_cache_is_needed()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", () => "hello"), _global);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_second_init_replaces_the_cache_under_a_running_application()
    {
        using var other = new InMemoryBackend();
        CacheManager.Init(_backend, "one", options => options.Expiration = TimeSpan.FromSeconds(60));
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/", [Cache] () => ++_runs), _global);
        Answer first = await app.GetAsync();
        CacheManager.Init(other, "two", options =>
        {
            options.Expiration = TimeSpan.FromSeconds(30);
            options.StatusHeader = "X-Other";
        });
        Answer second = await app.GetAsync();
        Assert.That((first["Cache-Control"], first.CacheKit), Is.EqualTo(("max-age=60", "MISS")));
        Assert.That((second["Cache-Control"], second["X-Other"], second.Body), Is.EqualTo(("max-age=30", "MISS", "2")));
        Assert.That(await other.ClearAsync("two:"), Is.EqualTo(1));
    }

    [Test]
    public void A_second_init_is_logged()
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        CacheManager.Init(_backend);
        CacheManager.Init(new PayloadBackend(_backend), configure: options => options.LoggerFactory = loggers);
        Assert.That(log.OfCacheKit.Select(line => line.Message), Has.One.Contains("InMemoryBackend").And.Contains("PayloadBackend"));
    }

    [Test]
    public async Task Two_applications_in_one_process_share_the_global_cache()
    {
        CacheManager.Init(_backend);
        await using (TestApp first = await TestApp.StartAsync(HostFree, _global))
            await first.GetAsync();
        await using TestApp second = await TestApp.StartAsync(HostFree, _global);
        Assert.That((await second.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task The_switch_works_while_the_application_runs()
    {
        CacheManager.Init(_backend);
        await using TestApp app = await TestApp.StartAsync(Counted, _global);
        await app.GetAsync();
        CacheManager.Enabled = false;
        Answer off = await app.GetAsync();
        CacheManager.Enabled = true;
        Answer on = await app.GetAsync();
        Assert.That((off.CacheKit, off.Body, on.CacheKit, on.Body), Is.EqualTo(("BYPASS", "2", "HIT", "1")));
    }

    [Test]
    public async Task A_registered_cache_comes_before_the_global_one()
    {
        CacheManager.Init(_backend);
        await using TestApp app = await TestApp.StartAsync(Counted);
        await app.GetAsync();
        Assert.That((await CacheManager.ClearAsync(), await app.Cache.ClearAsync()), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task The_global_cache_logs_to_the_loggers_of_the_application()
    {
        CacheManager.Init(_backend);
        await using TestApp app = await TestApp.StartAsync(Counted, _global);
        await app.GetAsync();
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Does.Contain($"Key added: ::GET {app.Origin}/"));
    }

    private void Counted(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => ++_runs);

    private void HostFree(WebApplication routes) => routes.MapGet("/", [Cache(60), VaryBy(Host = false)] () => ++_runs);
}
