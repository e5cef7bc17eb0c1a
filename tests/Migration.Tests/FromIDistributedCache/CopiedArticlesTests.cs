using System.Text.Json;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

[TestFixture]
internal sealed class CopiedArticlesTests
{
    private static readonly Action<CacheOptions> _patient = options => options.Store = new StoreOptions { Timeout = null };

    private readonly ArticleDb _db = new();
    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;
    private RedisCache _old = null!;
    private ServiceProvider _services = null!;

    private IDatabase Redis => _connection.GetDatabase();

    private ICache Cache => _services.GetRequiredService<ICache>();

    private CopiedArticles Articles => new(_old, Redis, Cache, _db);

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartUnlessGivenAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.PatientConnectionString);
        await Redis.KeyDeleteAsync(["old:title:7", "new::title:7"]);
        _old = new RedisCache(Options.Create(new RedisCacheOptions
        {
            InstanceName = "old:",
            ConnectionMultiplexerFactory = async () => await ConnectionMultiplexer.ConnectAsync(_server.PatientConnectionString),
        }));
        var services = new ServiceCollection();
        services.AddCacheKit(prefix: "new", _patient).UseRedis(_server.PatientConnectionString);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _services.DisposeAsync();
        _old.Dispose();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCase(1)]
    [TestCase(60)]
    public async Task A_copy_expires_when_the_old_entry_does(int minutes)
    {
        await StoreInOldAsync(new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(minutes) });

        Assert.That(await Articles.TitleAsync(7), Is.EqualTo("cached"));

        TimeSpan? left = await Redis.KeyTimeToLiveAsync("old:title:7");
        TimeSpan? copyLeft = await Redis.KeyTimeToLiveAsync("new::title:7");
        Assert.That(copyLeft, Is.EqualTo(left).Within(TimeSpan.FromSeconds(30)));
        Assert.That(_db.Loads, Is.Zero);
    }

    [Test]
    public async Task A_copy_is_read_from_the_new_cache()
    {
        await StoreInOldAsync(new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        await Articles.TitleAsync(7);
        await _old.RemoveAsync("title:7");

        Assert.That(await Articles.TitleAsync(7), Is.EqualTo("cached"));
        Assert.That(_db.Loads, Is.Zero);
    }

    [Test]
    public async Task A_sliding_entry_is_copied_for_its_sliding_time_at_most()
    {
        await StoreInOldAsync(new() { SlidingExpiration = TimeSpan.FromMinutes(2), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });

        await Articles.TitleAsync(7);

        Assert.That(await Redis.KeyTimeToLiveAsync("new::title:7"), Is.LessThanOrEqualTo(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task A_value_that_the_old_cache_does_not_have_is_loaded_once()
    {
        Assert.That(await Articles.TitleAsync(7), Is.EqualTo("loaded"));
        Assert.That(await Articles.TitleAsync(7), Is.EqualTo("loaded"));
        Assert.That(_db.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task A_copy_that_is_made_during_a_change_is_not_stored()
    {
        await StoreInOldAsync(new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        var old = new HeldDistributedCache(_old);
        Task<string> copy = new CopiedArticles(old, Redis, Cache, _db).TitleAsync(7).AsTask();
        await old.HasRead;

        await _old.RemoveAsync("title:7");
        await Cache.RemoveAsync("title:7");
        old.Release();
        await copy;

        Assert.That((await Cache.TryGetAsync<string>("title:7")).HasValue, Is.False);
    }

    [Test]
    public async Task The_entries_of_a_named_cache_are_those_of_the_default_cache_with_the_same_prefix()
    {
        var services = new ServiceCollection();
        services.AddKeyedCacheKit("current", prefix: "new", _patient).UseRedis(_server.PatientConnectionString);
        await using ServiceProvider second = services.BuildServiceProvider();
        await second.GetRequiredKeyedService<ICache>("current").SetAsync("title:7", "cached");

        Assert.That(await Articles.TitleAsync(7), Is.EqualTo("cached"));
    }

    private Task StoreInOldAsync(DistributedCacheEntryOptions options) =>
        _old.SetAsync("title:7", JsonSerializer.SerializeToUtf8Bytes("cached"), options);
}
