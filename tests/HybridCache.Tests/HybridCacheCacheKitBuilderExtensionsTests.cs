using CacheKit.Hybrid.Tests.Fakes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests;

[TestFixture]
internal sealed class HybridCacheCacheKitBuilderExtensionsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceCollection _registered = new();
    private ServiceProvider? _built;

    public HybridCacheCacheKitBuilderExtensionsTests() =>
        _registered.AddSingleton<TimeProvider>(_clock).AddSingleton<ILoggerFactory>(new RecordingLoggers());

    private IServiceProvider Services => _built ??= _registered.BuildServiceProvider();

    private HybridCache Hybrid => Services.GetRequiredService<HybridCache>();

    private ICache Cache => Services.GetRequiredService<ICache>();

    public void Dispose() => _built?.Dispose();

    [Test]
    public async Task It_is_the_cache_of_CacheKit()
    {
        Add().AsHybridCache();

        await Hybrid.SetAsync("key", "value", tags: ["red"]);
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        await Cache.EvictAsync("red");
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
    }

    [Test]
    public async Task A_named_cache_is_a_keyed_service()
    {
        Add().AsHybridCache();
        _registered.AddKeyedCacheKit("catalog").UseInMemory().AsHybridCache();

        await Services.GetRequiredKeyedService<HybridCache>("catalog").SetAsync("key", "catalog");

        Assert.That(await ReadAsync(Services.GetRequiredKeyedService<HybridCache>("catalog")), Is.EqualTo("catalog"));
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
    }

    [Test]
    public void A_named_cache_is_not_the_default_one()
    {
        _registered.AddKeyedCacheKit("catalog").UseInMemory().AsHybridCache();

        Assert.That(Services.GetService<HybridCache>(), Is.Null);
    }

    [Test]
    public void It_replaces_the_one_of_AddHybridCache([Values] bool isFirst)
    {
        if (isFirst)
            _registered.AddHybridCache();
        Add().AsHybridCache();
        if (!isFirst)
            _registered.AddHybridCache();

        Assert.That(Hybrid, Is.TypeOf<CacheKitHybridCache>());
    }

    [Test]
    public async Task Without_an_expiration_entries_have_that_of_the_cache()
    {
        Add(options => options.Expiration = TimeSpan.FromHours(1)).AsHybridCache();
        await Hybrid.SetAsync("key", "value");

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("value"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
    }

    [Test]
    public async Task The_wildcard_clears_the_namespace()
    {
        Add().AsHybridCache(options => options.Namespace = "hybrid");
        await Hybrid.SetAsync("key", "old");
        await Cache.SetAsync("key", "kept");

        await Hybrid.RemoveByTagAsync("*");

        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("kept"));
    }

    [Test]
    public async Task Keys_are_removed_from_the_namespace()
    {
        Add().AsHybridCache(options => options.Namespace = "hybrid");
        await Hybrid.SetAsync("one", "old");
        await Hybrid.SetAsync("two", "old");
        await Cache.SetAsync("one", "kept");

        await Hybrid.RemoveAsync("one");
        await Hybrid.RemoveAsync(["two"]);

        Assert.That(await ReadAsync(Hybrid, "one"), Is.EqualTo("computed"));
        Assert.That(await ReadAsync(Hybrid, "two"), Is.EqualTo("computed"));
        Assert.That((await Cache.TryGetAsync<string>("one")).Value, Is.EqualTo("kept"));
    }

    [Test]
    public async Task Entries_have_the_settings_of_a_policy()
    {
        Add(options => options.AddPolicy("hybrid", policy =>
        {
            policy.Expiration = TimeSpan.FromMinutes(1);
            policy.Namespace = "hybrid";
            policy.Tags = ["hybrid"];
            policy.Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) };
        })).AsHybridCache(options => options.Policy = "hybrid");
        await Hybrid.SetAsync("key", "value");
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.That(
            await Hybrid.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("The source is down.")),
            Is.EqualTo("value"));
        Assert.That(await Cache.ClearAsync("hybrid"), Is.EqualTo(1));

        await Hybrid.SetAsync("key", "value");
        await Cache.EvictAsync("hybrid");
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
    }

    [Test]
    public async Task Entries_have_the_changed_settings_of_a_policy()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CacheKit:Expiration", "1m"), new("CacheKit:Policies:hybrid:Expiration", "2m")]).Build();
        AddOnClock(configuration).AsHybridCache(options => options.Policy = "hybrid");
        await StartAsync();
        await Hybrid.SetAsync("before", "value");
        configuration["CacheKit:Policies:hybrid:Expiration"] = "10m";
        configuration.Reload();
        await Hybrid.SetAsync("after", "value");

        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.That(await ReadAsync(Hybrid, "before"), Is.EqualTo("computed"));
        Assert.That(await ReadAsync(Hybrid, "after"), Is.EqualTo("value"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await ReadAsync(Hybrid, "after"), Is.EqualTo("computed"));
    }

    [Test]
    public void An_unknown_policy_is_named()
    {
        Add(options => options.AddPolicy("hybrid", _ => { })).AsHybridCache(options => options.Policy = "hybird");

        Assert.That(() => Hybrid, Throws.InvalidOperationException.With.Message.Contains("Did you mean 'hybrid'?"));
    }

    [Test]
    public async Task A_disabled_cache_runs_the_factory()
    {
        Add().AsHybridCache();
        await Hybrid.SetAsync("key", "value");
        Services.GetRequiredService<ICacheSettings>().Enabled = false;

        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("computed"));
        Assert.That(
            await Hybrid.GetOrCreateAsync(
                "key", _ => new ValueTask<string?>("computed"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }),
            Is.Null);
    }

    [Test]
    public async Task A_factory_sets_the_expiration_of_its_entry()
    {
        Add().AsHybridCache();
        await Hybrid.GetOrCreateAsync("key", _ =>
        {
            CacheContext.Current!.Expiration = TimeSpan.FromHours(1);
            return new ValueTask<string>("value");
        });
        _clock.Advance(TimeSpan.FromMinutes(59));

        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("value"));
    }

    [Test]
    public async Task An_expiration_of_never_is_not_replaced_by_the_default_of_HybridCache([Values] bool isChanged)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CacheKit:Expiration", isChanged ? "1m" : "never")]).Build();
        AddOnClock(configuration).AsHybridCache();
        await StartAsync();
        configuration["CacheKit:Expiration"] = "never";
        configuration.Reload();

        await Hybrid.SetAsync("key", "value");
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await ReadAsync(Hybrid), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_single_shared_store_has_no_memory()
    {
        Add().AsHybridCache();
        _registered.AddKeyedCacheKit("shared").UseBackend(_ => new SharedStore(_clock)).AsHybridCache();
        HybridCache shared = Services.GetRequiredKeyedService<HybridCache>("shared");
        await shared.SetAsync("written", "value", new() { Flags = HybridCacheEntryFlags.DisableLocalCache });
        await shared.SetAsync("unwritten", "value", new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite });
        await shared.SetAsync("lasting", "value", new() { LocalCacheExpiration = TimeSpan.FromSeconds(1) });
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await ReadAsync(shared, "written"), Is.EqualTo("value"));
        Assert.That(await ReadAsync(shared, "unwritten"), Is.EqualTo("computed"));
        Assert.That(await ReadAsync(shared, "lasting"), Is.EqualTo("value"));
    }

    [Test]
    public void Invalid_settings_are_refused_where_they_are_made()
    {
        CacheKitBuilder builder = Add();

        Assert.That(() => builder.AsHybridCache(options => options.MaximumKeyLength = 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => builder.AsHybridCache(options => options.MaximumPayloadBytes = 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => builder.AsHybridCache(options => options.DefaultEntryOptions = new() { Expiration = TimeSpan.Zero }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => builder.AsHybridCache(options => options.DefaultEntryOptions = new() { LocalCacheExpiration = TimeSpan.Zero }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private CacheKitBuilder AddOnClock(IConfiguration configuration) => _registered.AddCacheKit(configuration.GetSection("CacheKit"))
        .UseBackend(_ => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock }));

    private async Task StartAsync()
    {
        foreach (IHostedLifecycleService service in Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(CancellationToken.None);
    }

    private CacheKitBuilder Add(Action<CacheOptions>? configure = null) => _registered.AddCacheKit("app", options =>
    {
        options.TimeProvider = _clock;
        configure?.Invoke(options);
    }).UseInMemory();

    private static ValueTask<string> ReadAsync(HybridCache cache, string key = "key") =>
        cache.GetOrCreateAsync(key, _ => new ValueTask<string>("computed"), new() { Flags = HybridCacheEntryFlags.DisableLocalCacheWrite });
}
