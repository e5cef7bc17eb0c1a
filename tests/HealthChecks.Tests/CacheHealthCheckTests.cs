using CacheKit.Conformance;
using CacheKit.HealthChecks.Tests.Fakes;
using CacheKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheKit.HealthChecks.Tests;

/// <summary>The check reports what the calls of the application have met, without a call of its own.</summary>
[TestFixture]
internal sealed class CacheHealthCheckTests : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly TestClock _clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly InMemoryBackend _entries;

    public CacheHealthCheckTests() => _entries = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });

    public void Dispose() => _entries.Dispose();

    [Test]
    public async Task An_application_without_a_cache_is_healthy()
    {
        await using ServiceProvider services = Services(_ => { });
        HealthReportEntry entry = await CheckAsync(services);
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Healthy, "There is no cache.")));
    }

    [Test]
    public async Task A_cache_that_was_never_used_is_healthy_although_its_store_is_down()
    {
        var store = new SharedStore(_entries) { IsDown = true };
        await using ServiceProvider services = Services(services => services.AddCacheKit(configure: Configure).UseBackend(store));

        HealthReportEntry entry = await CheckAsync(services);

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(entry.Data["default.l2.state"], Is.EqualTo("Available"));
        Assert.That(store.Calls, Is.Zero);
    }

    [Test]
    public async Task A_store_that_the_circuit_breaker_leaves_alone_is_degraded_until_a_call_succeeds()
    {
        var store = new BrokenBackend(new PayloadBackend(_entries));
        await using ServiceProvider services = Services(services => services.AddCacheKit(configure: Configure).UseBackend(store));
        ICache cache = services.GetRequiredService<ICache>();
        await cache.TryGetAsync<string>("key");

        HealthReportEntry down = await CheckAsync(services);
        Assert.That(down.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(down.Description, Does.StartWith("Cache 'default': BrokenBackend is unavailable since 2030-01-02 03:04:05Z (failed or skipped calls: 1)."));
        Assert.That(down.Data["default.l2.state"], Is.EqualTo("Unavailable"));
        Assert.That(down.Data["default.l2.backend"], Is.EqualTo("BrokenBackend"));
        Assert.That(down.Data["default.l2.failures"], Is.EqualTo(1));

        _clock.Advance(_pause);
        HealthReportEntry due = await CheckAsync(services);
        Assert.That((due.Status, due.Data["default.l2.state"]), Is.EqualTo((HealthStatus.Degraded, (object)"Retrying")));

        store.IsDown = false;
        await cache.TryGetAsync<string>("key");
        Assert.That((await CheckAsync(services)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_check_calls_no_store_and_changes_no_state()
    {
        var store = new SharedStore(_entries) { IsDown = true };
        await using ServiceProvider services = Services(services => services.AddCacheKit(configure: Configure).UseBackend(store));
        await services.GetRequiredService<ICache>().TryGetAsync<string>("key");
        _clock.Advance(_pause);
        int calls = store.Calls;

        HealthReportEntry one = await CheckAsync(services);
        HealthReportEntry other = await CheckAsync(services);

        Assert.That(store.Calls, Is.EqualTo(calls));
        Assert.That(other.Description, Is.EqualTo(one.Description));
    }

    [Test]
    public async Task Pending_removals_are_degraded_until_the_store_has_performed_them()
    {
        var store = new SharedStore(_entries) { IsDown = true };
        await using ServiceProvider services = Services(services => services.AddKeyedCacheKit("users", configure: options =>
        {
            Configure(options);
            options.Store = new StoreOptions { BreakAfter = 100, BreakFor = _pause };
        }).UseBackend(store));
        ICache cache = services.GetRequiredKeyedService<ICache>("users");
        await cache.RemoveAsync("key");

        HealthReportEntry down = await CheckAsync(services);
        Assert.That(down.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(down.Description, Does.StartWith("Cache 'users': removals are pending for SharedStore (1)."));
        Assert.That(down.Data["users.l2.pendingRemovals"], Is.EqualTo(1));

        store.IsDown = false;
        await _clock.PassUntilAsync(
            async () => (await CheckAsync(services)).Status == HealthStatus.Healthy, atMost: TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task Copies_whose_changes_are_not_received_are_degraded()
    {
        var store = new SharedStore(_entries);
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        await using var levels = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = _clock });
        await using ServiceProvider services = Services(services => services.AddCacheKit(configure: options =>
        {
            Configure(options);
            options.Store = new StoreOptions { BreakAfter = null };
        }).UseBackend(levels));
        Assert.That((await CheckAsync(services)).Data["default.copies.state"], Is.EqualTo("Unused"));

        await services.GetRequiredService<ICache>().TryGetAsync<string>("key");
        await _clock.PassUntilAsync(
            async () => Equals((await CheckAsync(services)).Data["default.copies.state"], "Confirmed"), atMost: TimeSpan.FromSeconds(4));
        Assert.That((await CheckAsync(services)).Status, Is.EqualTo(HealthStatus.Healthy));

        store.IsDown = true;
        await _clock.PassUntilAsync(
            async () => (await CheckAsync(services)).Status == HealthStatus.Degraded, atMost: TimeSpan.FromSeconds(10));
        HealthReportEntry lost = await CheckAsync(services);
        Assert.That(lost.Description, Does.Contain("Cache 'default': L1 copies are not confirmed since 2030-01-02"));
        Assert.That(lost.Description, Does.Contain("may be up to 5 seconds older"));
    }

    [Test]
    public async Task Copies_that_are_about_to_be_confirmed_are_healthy()
    {
        var store = new SharedStore(_entries);
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        await using var levels = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = _clock });
        await using ServiceProvider services = Services(services => services.AddCacheKit(configure: Configure).UseBackend(levels));

        await services.GetRequiredService<ICache>().TryGetAsync<string>("key");

        Assert.That((await CheckAsync(services)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task All_caches_of_the_application_are_checked_and_the_global_one()
    {
        var store = new BrokenBackend(new PayloadBackend(_entries));
        CacheManager.Init(store, configure: Configure);
        try
        {
            await using ServiceProvider services = Services(services =>
            {
                services.AddCacheKit(configure: Configure).UseBackend(_entries);
                services.AddKeyedCacheKit("users", configure: Configure).UseBackend(_entries);
            });
            await CacheManager.TryGetAsync<string>("key");

            HealthReportEntry entry = await CheckAsync(services);

            Assert.That(entry.Description, Does.StartWith("Cache 'global': BrokenBackend is unavailable"));
            Assert.That(entry.Data.Keys, Is.SupersetOf(new[] { "default.l1.state", "users.l1.state", "global.l2.state" }));
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [Test]
    public async Task The_status_of_a_failure_the_name_and_the_tags_can_be_chosen()
    {
        var store = new BrokenBackend(new PayloadBackend(_entries));
        var services = new ServiceCollection();
        services.AddLogging().AddCacheKit(configure: Configure).UseBackend(store);
        services.AddHealthChecks().AddCacheKit("caches", HealthStatus.Unhealthy, ["ready"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ICache>().TryGetAsync<string>("key");

        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));

        Assert.That(report.Entries.Keys, Is.EqualTo(new[] { "caches" }));
        Assert.That(report.Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["cachekit"];

    private static ServiceProvider Services(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddHealthChecks().AddCacheKit();
        configure(services);
        return services.BuildServiceProvider();
    }

    private void Configure(CacheOptions options)
    {
        options.TimeProvider = _clock;
        options.Store = new StoreOptions { BreakAfter = 1, BreakFor = _pause };
    }
}
