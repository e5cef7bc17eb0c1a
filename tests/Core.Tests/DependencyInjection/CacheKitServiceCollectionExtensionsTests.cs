using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.DependencyInjection;

[TestFixture]
internal sealed class CacheKitServiceCollectionExtensionsTests
{
    private readonly ServiceCollection _services = [];

    [Test]
    public async Task A_cache_is_a_service()
    {
        _services.AddCacheKit().UseInMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.SetAsync("key", 7);
        Assert.That((await cache.TryGetAsync<int>("key")).Value, Is.EqualTo(7));
    }

    [Test]
    public void There_is_one_cache()
    {
        _services.AddCacheKit().UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider(validateScopes: true);
        using IServiceScope scope = provider.CreateScope();
        Assert.That(scope.ServiceProvider.GetRequiredService<ICache>(), Is.SameAs(provider.GetRequiredService<ICache>()));
    }

    [Test]
    public void A_cache_has_the_prefix_and_the_settings()
    {
        _services.AddCacheKit("api-cache", options => options.Expiration = TimeSpan.FromMinutes(1)).UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        ICacheSettings settings = provider.GetRequiredService<ICacheSettings>();
        Assert.That((settings.Prefix, settings.Expiration), Is.EqualTo(("api-cache", (TimeSpan?)TimeSpan.FromMinutes(1))));
    }

    [Test]
    public void A_cache_uses_the_store_that_was_chosen()
    {
        var backend = new RecordingBackend();
        _services.AddCacheKit().UseBackend(backend);
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<ICacheSettings>().Backend, Is.SameAs(backend));
    }

    [Test]
    public void A_cache_without_a_store_is_an_error_that_says_how_to_choose_one()
    {
        _services.AddCacheKit();
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(
            () => provider.GetRequiredService<ICache>(),
            Throws.InvalidOperationException.With.Message.Contains("The default cache has no store").And.Message.Contains("UseInMemory()"));
    }

    [Test]
    public void A_store_factory_that_returns_null_is_an_error()
    {
        _services.AddCacheKit().UseBackend(_ => null!);
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("has no store"));
    }

    [Test]
    public void A_second_store_for_a_cache_is_an_error()
    {
        CacheKitBuilder builder = _services.AddCacheKit().UseInMemory();
        Assert.That(
            () => builder.UseBackend(new RecordingBackend()),
            Throws.InvalidOperationException.With.Message.Contains("The default cache has a store already"));
    }

    [Test]
    public void A_second_registration_takes_the_place_of_the_first()
    {
        var loggers = new RecordingLoggerFactory();
        var second = new RecordingBackend();
        _services.AddSingleton<ILoggerFactory>(loggers);
        _services.AddCacheKit("first", options => options.Expiration = TimeSpan.FromMinutes(1))
            .UseBackend(_ => throw new InvalidOperationException("Nobody asks for it."))
            .WithMemory();
        _services.AddCacheKit("second").UseBackend(second);
        using ServiceProvider provider = _services.BuildServiceProvider();
        ICacheSettings settings = provider.GetRequiredService<ICacheSettings>();
        Assert.That((settings.Prefix, settings.Expiration, settings.Backend), Is.EqualTo(("second", (TimeSpan?)null, (ICacheBackend)second)));
        Assert.That(loggers.At(LogLevel.Information), Is.EqualTo(new[] { "The default cache is registered 2 times: the last registration is used" }));
    }

    [Test]
    public void A_second_registration_does_not_take_the_store_of_the_first()
    {
        _services.AddCacheKit().UseInMemory();
        CacheKitBuilder second = _services.AddCacheKit();
        Assert.That(() => second.WithMemory(), Throws.InvalidOperationException.With.Message.Contains("has no store yet"));
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("The default cache has no store"));
    }

    [Test]
    public void Settings_can_be_made_of_services()
    {
        _services.AddSingleton<CountingCoder>();
        _services.AddCacheKit("shop", options => options.Namespace = "n").Configure(
            (services, options) => options.Coder = services.GetRequiredService<CountingCoder>()).UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<ICacheSettings>().Coder, Is.SameAs(provider.GetRequiredService<CountingCoder>()));
    }

    [Test]
    public void A_mistake_in_settings_that_are_made_of_services_is_an_error_where_the_cache_is_made()
    {
        _services.AddCacheKit().Configure((_, options) => options.Expiration = TimeSpan.Zero).UseInMemory();
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_mistake_in_the_settings_is_an_error_where_they_are_made() =>
        Assert.That(() => _services.AddCacheKit(configure: options => options.Expiration = TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_mistake_in_the_stale_values_is_an_error_where_they_are_set() => Assert.That(
        () => new ServiceCollection().AddCacheKit(configure: options => options.Stale = new StaleOptions { SoftTimeout = TimeSpan.Zero }),
        Throws.ArgumentException.With.Message.StartsWith("SoftTimeout needs a Grace"));

    [Test]
    public void A_prefix_may_not_be_null() =>
        Assert.That(() => _services.AddCacheKit(prefix: null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("prefix"));

    [Test]
    public void A_store_may_not_be_null() =>
        Assert.That(() => _services.AddCacheKit().UseBackend((ICacheBackend)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("backend"));

    [Test]
    public async Task A_cache_logs_to_the_loggers_of_the_application()
    {
        var loggers = new RecordingLoggerFactory();
        _services.AddSingleton<ILoggerFactory>(loggers);
        _services.AddCacheKit().UseInMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        await provider.GetRequiredService<ICache>().SetAsync("key", 7);
        Assert.That(loggers.At(LogLevel.Debug), Is.EqualTo(new[] { "Key added: ::key" }));
    }

    [Test]
    public async Task A_cache_logs_to_the_loggers_of_its_settings()
    {
        var loggers = new RecordingLoggerFactory();
        _services.AddSingleton<ILoggerFactory>(new RecordingLoggerFactory());
        _services.AddCacheKit(configure: options => options.LoggerFactory = loggers).UseInMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        await provider.GetRequiredService<ICache>().SetAsync("key", 7);
        Assert.That(loggers.Entries, Is.Not.Empty);
    }

    [Test]
    public async Task Two_applications_of_one_registration_log_to_their_own_loggers()
    {
        var made = new List<RecordingLoggerFactory>();
        _services.AddSingleton<ILoggerFactory>(_ =>
        {
            made.Add(new RecordingLoggerFactory());
            return made[^1];
        });
        _services.AddCacheKit().UseInMemory();
        for (int application = 0; application < 2; application++)
        {
            await using ServiceProvider provider = _services.BuildServiceProvider();
            await provider.GetRequiredService<ICache>().SetAsync("key", 7);
        }

        Assert.That(made.Select(loggers => loggers.Entries.Count()), Is.EqualTo(new[] { 1, 1 }));
    }

    [Test]
    public async Task Memory_takes_the_clock_of_the_application()
    {
        var clock = new FakeTimeProvider();
        _services.AddSingleton<TimeProvider>(clock);
        _services.AddCacheKit().UseInMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.SetAsync("key", 7, new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) });
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Memory_may_have_a_clock_of_its_own()
    {
        var clock = new FakeTimeProvider();
        _services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        _services.AddCacheKit().UseInMemory(options => options.TimeProvider = clock);
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.SetAsync("key", 7, new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) });
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await cache.TryGetAsync<int>("key")).HasValue, Is.False);
    }
}
