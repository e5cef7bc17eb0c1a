using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The form of entries in the store, entries that do not fit, and the commands that are sent.</summary>
[TestFixture]
public sealed class StoredFormTests
{
    private MemcachedServer _server = null!;
    private MemcachedBackend _backend = null!;
    private RecordingLoggers _loggers = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await MemcachedServer.StartAsync();
        _loggers = new RecordingLoggers();
        _backend = SharedServers.Backend(_server.ConnectionString);
        _backend.UseLoggers(_loggers);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _server.DisposeAsync();
        _loggers.Dispose();
    }

    [Test]
    public async Task A_payload_is_a_value_under_the_key_and_its_generation()
    {
        await _backend.SetAsync("store:users:7", """{"hello":"world"}"""u8.ToArray(), TimeSpan.FromMinutes(1));

        string name = (await _server.DumpAsync())
            .Single(line => line.StartsWith("key=store%3Ausers%3A7%40", StringComparison.Ordinal))
            .Split(' ')[0]["key=".Length..];
        Assert.That(await _server.SendAsync($"mg {Uri.UnescapeDataString(name)} v"), Is.EqualTo("VA 17\r\n{\"hello\":\"world\"}\r\n"));
    }

    [Test]
    public async Task A_key_that_memcached_does_not_allow_keeps_its_readable_head_and_is_stored_in_full_after_the_payload()
    {
        await _backend.SetAsync("store::GET http://host/", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));

        string name = (await _server.DumpAsync()).Single(line => line.Contains("GET", StringComparison.Ordinal)).Split(' ')[0]["key=".Length..];
        Assert.That(Uri.UnescapeDataString(name), Does.Match("^store::GET_http://host/@.{11}~[0-9a-f]{64}$"));
        Assert.That(await _server.SendAsync($"mg {Uri.UnescapeDataString(name)} v"), Does.Contain("payloadstore::GET http://host/"));
    }

    [Test]
    public async Task Generations_are_kept_under_the_names_of_what_they_clear()
    {
        await _backend.SetAsync("store:users:7", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await _server.SendAsync("mg store:@generation v"), Does.StartWith("VA 11\r\n"));
        Assert.That(await _server.SendAsync("mg store:users:@generation t"), Is.EqualTo("HD t-1\r\n"));
    }

    [Test]
    public async Task A_payload_its_time_to_live_and_the_generations_take_one_round_trip()
    {
        const string generation = "AAAAAAAAAAE";
        await using var server = new ScriptedServer(command =>
        {
            string number = ScriptedServer.Flag(command, 'O');
            return command.Contains("@generation", StringComparison.Ordinal) ? [$"VA 11 {number}\r\n{generation}\r\n"] : [$"VA 2 t60 {number}\r\nhi\r\n"];
        });
        await using var backend = new MemcachedBackend(server.ConnectionString);
        await backend.GetWithTimeToLiveAsync("store:users:7");
        int before = server.Commands.Count;

        Assert.That((await backend.GetWithTimeToLiveAsync("store:users:7"))?.TimeToLive, Is.EqualTo(TimeSpan.FromSeconds(60)));

        string[] commands = [.. server.Commands.Skip(before)];
        Assert.That(commands.Select(command => command.Split(' ')[1]), Is.EqualTo(new[]
        {
            "store:@generation", "store:users:@generation", commands[2].Split(' ')[1],
        }));
        Assert.That(commands[2], Does.Match("^mg store:users:7@.{11} t v O"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_value_too_large_is_refused_and_nothing_is_left_of_the_old_one(bool spaces)
    {
        string key = spaces ? "store:users:a b" : "store:users:1";
        await _backend.SetAsync(key, "old"u8.ToArray(), timeToLive: null);

        Assert.That(
            async () => await _backend.SetAsync(key, new byte[2_000_000], timeToLive: null),
            Throws.InstanceOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.IsTransient)).False
                .And.Message.Contains("2000000 bytes").And.Message.Contains("-I"));

        Assert.That(await _backend.GetAsync(key), Is.Null);
        Assert.That(async () => await _backend.AddAsync(key, new byte[2_000_000], timeToLive: null), Throws.InstanceOf<StoreRefusedException>());
        Assert.That(_loggers.Count("Lost the connection"), Is.Zero, "The connection goes on.");
    }

    [Test]
    public async Task A_value_too_large_is_still_returned_to_the_caller()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("store", SharedServers.Patiently).UseMemcached(_server.ConnectionString);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        string large = new('x', 2_000_000);
        for (var call = 0; call < 3; call++)
            Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(large)), Is.EqualTo(large));
    }

    [Test]
    public async Task A_cache_that_uses_memcached_shares_entries_and_is_cleared()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("store", SharedServers.Patiently).UseMemcached(_server.ConnectionString, SharedServers.Patient);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));

        Assert.That(await _backend.GetAsync("store::key"), Is.Not.Null);
        Assert.That(await cache.ClearAsync(), Is.EqualTo(-1));
        Assert.That(await _backend.GetAsync("store::key"), Is.Null);
    }

    [Test]
    public void Invalid_settings_are_reported_at_registration()
    {
        Assert.That(() => new ServiceCollection().AddCacheKit().UseMemcached("localhost:port"), Throws.ArgumentException);
        Assert.That(() => new ServiceCollection().AddCacheKit().UseMemcached(""), Throws.ArgumentException);
        Assert.That(
            () => new ServiceCollection().AddCacheKit().UseMemcached("localhost", options => options.ConnectionsPerServer = 0),
            Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task The_keys_of_other_applications_are_not_listed_and_not_cleared()
    {
        foreach (string name in new[] { "store:users:7", "store:users:7@AAAAAAAAAAA", "store:users:7@not-a-stamp", $"store@AAAAAAAAAAA~{new string('0', 64)}" })
            await _server.SendAsync($"ms {name} 2 T0\r\nhi");
        await _backend.SetAsync("store:users:1", "payload"u8.ToArray(), timeToLive: null);

        Assert.That(await _backend.ListAsync("").Select(key => key.Key).ToArrayAsync(), Is.EqualTo(new[] { "store:users:1" }));
        Assert.That(await _backend.ClearAsync("stor"), Is.EqualTo(1));
        Assert.That(await _server.SendAsync("mg store:users:7 v"), Does.StartWith("VA"));
    }

    [Test]
    public async Task An_entry_whose_value_somebody_changed_is_absent_where_its_key_is_gone()
    {
        await _backend.SetAsync("store::a b", "payload"u8.ToArray(), timeToLive: null);
        string found = (await _server.DumpAsync()).Single(line => line.Contains("a_b", StringComparison.Ordinal));
        string name = Uri.UnescapeDataString(found.Split(' ')[0]["key=".Length..]);
        await _server.SendAsync($"ms {name} 2 T0\r\nhi");
        Assert.That(await _backend.GetAsync("store::a b"), Is.Null);
    }
}
