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
        string patient = _server.ConnectionString + ",connectTimeout=60000,asyncTimeout=60000,syncTimeout=60000";
        _connection = await ConnectionMultiplexer.ConnectAsync(patient);
        await Redis.KeyDeleteAsync(["old:title:7", "new::title:7"]);
        _old = new RedisCache(Options.Create(new RedisCacheOptions
        {
            InstanceName = "old:",
            ConnectionMultiplexerFactory = async () => await ConnectionMultiplexer.ConnectAsync(patient),
        }));
        var services = new ServiceCollection();
        services.AddCacheKit(prefix: "new", options => options.Store = new StoreOptions { Timeout = null }).UseRedis(patient);
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

    private Task StoreInOldAsync(DistributedCacheEntryOptions options) =>
        _old.SetAsync("title:7", JsonSerializer.SerializeToUtf8Bytes("cached"), options);
}
