using System.Text.Json;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The stored form of a value, and how another version of its type reads it.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class StoredShapeTests(bool hasTwoLevels)
{
    private readonly string _prefix = $"shape-{Guid.NewGuid():N}";
    private readonly List<ServiceProvider> _processes = [];
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private ICache _old = null!;
    private ICache _new = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await SharedServers.RedisAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisServer.Patient(_redis.ConnectionString));
        _old = Process();
        _new = Process();
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_connection is null)
            return;

        foreach (ServiceProvider process in _processes)
            await process.DisposeAsync();
        _processes.Clear();
        await _connection.DisposeAsync();
    }

    [Test]
    public async Task A_stored_value_is_JSON_to_any_reader()
    {
        await _old.SetAsync("key", new First(7, State.Paid));

        string stored = (await _redis.SendAsync("GET", $"{_prefix}::key"))!;
        Assert.That(stored, Does.StartWith("""{"Id":7,"State":1}"""));
        using var json = JsonDocument.Parse(stored);
        Assert.That(json.RootElement.GetProperty("Id").GetInt32(), Is.EqualTo(7));
        Assert.That(JsonSerializer.Deserialize<First>(stored), Is.EqualTo(new First(7, State.Paid)));
    }

    [Test]
    public async Task A_value_that_another_version_stored_is_a_miss_that_is_overwritten()
    {
        await _old.SetAsync("key", new First(7, State.Paid));

        Second computed = await _new.GetOrCreateAsync("key", _ => ValueTask.FromResult(new Second(7, State.Paid, "new")));

        Assert.That(computed, Is.EqualTo(new Second(7, State.Paid, "new")));
        Assert.That(await _redis.SendAsync("GET", $"{_prefix}::key"), Does.StartWith("""{"Id":7,"State":1,"Name":"new"}"""));
    }

    [Test]
    public async Task A_value_that_another_version_stored_is_removed()
    {
        await _old.SetAsync("key", new First(7, State.Paid));
        Assert.That(await _new.RemoveAsync("key"), Is.True);
        Assert.That(await _redis.SendAsync("GET", $"{_prefix}::key"), Is.Null);
    }

    [Test]
    public async Task A_value_that_somebody_wrote_by_hand_is_read()
    {
        await _redis.SendAsync("SET", $"{_prefix}::key", """{ "Id": 7, "State": 1 }""");
        Assert.That((await _old.TryGetAsync<First>("key")).Value, Is.EqualTo(new First(7, State.Paid)));
    }

    private ICache Process()
    {
        CacheKitBuilder builder = new ServiceCollection().AddKeyedCacheKit("shapes", _prefix, options => options.Store = new StoreOptions { Timeout = null });
        builder.UseRedis(_connection);
        if (hasTwoLevels)
            builder.WithMemory();
        ServiceProvider process = builder.Services.BuildServiceProvider();
        _processes.Add(process);
        return process.GetRequiredKeyedService<ICache>("shapes");
    }

    public sealed record First(int Id, State State);

    public sealed record Second(int Id, State State, string Name);

    public enum State
    {
        Open,
        Paid,
    }
}
