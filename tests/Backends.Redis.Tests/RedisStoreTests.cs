using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Redis as the store that configuration chooses.</summary>
[TestFixture]
public sealed class RedisStoreTests
{
    private RedisServer _redis = null!;

    [SetUp]
    public async Task Start()
    {
        ConfiguredStores.Add(new RedisStore());
        ConfiguredStores.Add(new InMemoryStore());
        _redis = await SharedServers.RedisAsync();
    }

    [Test]
    public Task A_connection_string_is_used() =>
        ExpectUseAsync(_ => { }, 0, ("CacheKit:ConnectionString", RedisServer.Patient(_redis.ConnectionString)));

    [Test]
    public Task A_connection_string_of_the_application_is_used_by_its_name() =>
        ExpectUseAsync(_ => { }, 0, ("CacheKit:ConnectionName", "cache"), ("ConnectionStrings:cache", RedisServer.Patient(_redis.ConnectionString)));

    [Test]
    public Task A_database_can_be_chosen() => ExpectUseAsync(
        _ => { }, 3, ("CacheKit:ConnectionString", RedisServer.Patient(_redis.ConnectionString)), ("CacheKit:Redis:Database", "3"));

    [Test]
    public Task Memory_is_a_level_in_front_of_it() =>
        ExpectUseAsync(_ => { }, 0, ("CacheKit:ConnectionString", RedisServer.Patient(_redis.ConnectionString)), ("CacheKit:Memory:LocalExpiration", "1m"));

    [Test]
    public async Task The_connection_of_the_application_is_used_and_left_open()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        await ExpectUseAsync(services => services.AddSingleton<IConnectionMultiplexer>(connection), 3, ("CacheKit:Redis:Database", "3"));
        Assert.That(connection.IsConnected, Is.True);
    }

    [Test]
    public async Task A_keyed_connection_of_the_application_is_used_and_left_open()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        await ExpectUseAsync(services => services.AddKeyedSingleton<IConnectionMultiplexer>("cache", connection), 0, ("CacheKit:Redis:ServiceKey", "cache"));
        Assert.That(connection.IsConnected, Is.True);
    }

    [TestCase("CacheKit:ConnectionString", "secret word", "CacheKit:ConnectionString: The Redis connection string can't be read", "secret")]
    [TestCase("CacheKit:Redis:Database", "-2", "CacheKit:Redis:Database: the number of a database must be 0 or more.", null)]
    [TestCase("CacheKit:Redis:Datebase", "1", "CacheKit:Redis: there is no setting 'Datebase'. Did you mean 'Database'?", null)]
    [TestCase("CacheKit:Redis", "secret", "CacheKit:Redis: has a value, but is a section", "secret")]
    public void A_wrong_setting_is_an_error_that_quotes_no_connection_string(string name, string value, string problem, string? secret)
    {
        using ServiceProvider services = ServicesOf(_ => { }, (name, value));
        string message = Assert.Catch<OptionsValidationException>(() => services.GetRequiredService<ICache>())!.Message;
        Assert.That(message, Does.Contain(problem));
        if (secret is not null)
            Assert.That(message, Does.Not.Contain(secret));
    }

    [Test]
    public void A_service_and_a_connection_string_are_an_error()
    {
        using ServiceProvider services = ServicesOf(_ => { }, ("CacheKit:ConnectionString", _redis.ConnectionString), ("CacheKit:Redis:ServiceKey", "cache"));
        Assert.That(
            () => services.GetRequiredService<ICache>(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("CacheKit:Redis:ServiceKey: a registered connection can't be combined"));
    }

    [Test]
    public void A_connection_that_is_missing_is_an_error_that_says_what_to_add()
    {
        using ServiceProvider services = ServicesOf(_ => { }, ("CacheKit:Redis:ServiceKey", "cache"));
        Assert.That(
            () => services.GetRequiredService<ICache>(),
            Throws.InvalidOperationException.With.Message.Contains("no IConnectionMultiplexer with the key 'cache'").And.Message.Contains("ConnectionName"));
    }

    private static async Task ExpectUseAsync(Action<IServiceCollection> add, int database, params (string Name, string Value)[] settings)
    {
        string prefix = $"configured-{Guid.NewGuid():N}";
        await using (ServiceProvider services = ServicesOf(add, [("CacheKit:Prefix", prefix), ("CacheKit:StoreOptions:Timeout", "none"), .. settings]))
        {
            ICache cache = services.GetRequiredService<ICache>();
            await Poll.UntilAsync(async () =>
            {
                await cache.SetAsync("key", "value");
                return (await cache.TryGetAsync<string>("key")).HasValue;
            });
        }

        RedisServer redis = await SharedServers.RedisAsync();
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        using var backend = new RedisBackend(connection, database);
        Assert.That(await backend.ClearAsync(prefix), Is.EqualTo(1));
    }

    private static ServiceProvider ServicesOf(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)).Append(new("CacheKit:Store", "redis")))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        add(services);
        services.AddCacheKit(configuration.GetSection("CacheKit"));
        return services.BuildServiceProvider();
    }
}
