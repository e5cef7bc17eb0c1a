using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Ownership of a connection, and its disposal.</summary>
[TestFixture]
public sealed class ConnectionTests
{
    private const string Name = "backend-under-test";

    private RedisServer _redis = null!;

    [SetUp]
    public async Task Start() => _redis = await SharedServers.RedisAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_connection_of_its_own_is_closed_with_the_backend(bool asynchronously)
    {
        RedisBackend backend = await SharedServers.ConnectAsync($"{_redis.ConnectionString},name={Name}");
        Assert.That(await ClientsAsync(), Does.Contain(Name));

        await DisposeAsync(backend, asynchronously);

        await Poll.UntilAsync(async () => !(await ClientsAsync()).Contains(Name, StringComparison.Ordinal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_connection_of_the_caller_outlives_the_backend(bool asynchronously)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var backend = new RedisBackend(connection);
        await backend.GetAsync("key");

        await DisposeAsync(backend, asynchronously);

        Assert.That(async () => await connection.GetDatabase().PingAsync(), Throws.Nothing);
    }

    [Test]
    public async Task A_connection_of_the_caller_can_be_used_for_another_database()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        using var backend = new RedisBackend(connection, database: 5);
        await backend.SetAsync("connection:key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));

        Assert.That(await connection.GetDatabase(5).KeyExistsAsync("connection:key"), Is.True);
        Assert.That(await backend.ClearAsync("connection:"), Is.EqualTo(1));
    }

    [Test]
    public async Task Creating_a_backend_opens_no_connection()
    {
        await using var backend = new RedisBackend($"{_redis.ConnectionString},name=never-used");
        Assert.That(await ClientsAsync(), Does.Not.Contain("never-used"));
    }

    [Test]
    public async Task The_configuration_of_the_caller_is_left_as_it_is()
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(_redis.ConnectionString);
        string before = configuration.ToString();

        await using var backend = new RedisBackend(configuration);
        await SharedServers.ConnectAsync(backend);

        Assert.That(configuration.ToString(), Is.EqualTo(before));
        Assert.That(configuration.BacklogPolicy, Is.SameAs(BacklogPolicy.Default));
    }

    [Test]
    public async Task A_disposed_backend_refuses_its_operations()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        foreach (RedisBackend backend in new RedisBackend[] { new(connection), new(_redis.ConnectionString) })
        {
            await SharedServers.ConnectAsync(backend);
            await backend.DisposeAsync();
            Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task A_backend_can_be_disposed_twice_and_before_its_first_use()
    {
        var backend = new RedisBackend(_redis.ConnectionString);
        await backend.DisposeAsync();
        Assert.That(async () => await DisposeAsync(backend, asynchronously: true), Throws.Nothing);
        Assert.That(async () => await DisposeAsync(backend, asynchronously: false), Throws.Nothing);
    }

    private async Task<string> ClientsAsync() => await _redis.SendAsync("CLIENT", "LIST") ?? "";

    private static async Task DisposeAsync(RedisBackend backend, bool asynchronously)
    {
        if (asynchronously)
            await backend.DisposeAsync();
        else
            backend.Dispose();
    }
}
