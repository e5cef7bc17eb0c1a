using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>The form of entries in the store, as shown by redis-cli, and the commands that are sent.</summary>
[TestFixture]
public sealed class StoredFormTests
{
    private const string Key = "store:users:Users.FindAsync(id=7)";
    private const string Get = "*2\r\n$3\r\nGET\r\n";

    private RedisServer _redis = null!;
    private Relay _relay = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task Connect()
    {
        _redis = await SharedServers.RedisAsync();
        _relay = new Relay(_redis);
        _backend = await SharedServers.ConnectAsync(_relay.ConnectionString);
        await _backend.RemoveAsync(Key);
    }

    [TearDown]
    public async Task Disconnect()
    {
        // A skipped test has no set-up.
        if (_backend is null)
            return;

        await _backend.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [TestCase(Key)]
    [TestCase("ключ:鍵:😀")]
    public async Task A_payload_is_a_string_under_the_key_as_it_is_written(string key)
    {
        await _backend.SetAsync(key, """{"hello":"world"}"""u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await _redis.SendAsync("GET", key), Is.EqualTo("""{"hello":"world"}"""));
    }

    [Test]
    public async Task A_time_to_live_is_the_expiration_of_the_key()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await TimeToLiveAsync(), Is.InRange(1, 60_000));
    }

    [Test]
    public async Task An_entry_without_expiration_is_a_key_without_one()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        await _backend.SetAsync(Key, "payload"u8.ToArray(), timeToLive: null);
        Assert.That(await TimeToLiveAsync(), Is.EqualTo(-1));
    }

    [TestCase(0.0001, 1)]
    [TestCase(1.0, 1)]
    [TestCase(1.5, 2)]
    [TestCase(1500.0, 1500)]
    public async Task A_time_to_live_is_stored_in_milliseconds_and_rounded_up(double asked, int kept)
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMilliseconds(asked));
        Assert.That(_relay.Sent, Does.Match($@"PSETEX\r\n.*\r\n.*\r\n\$\d+\r\n{kept}\r\n"));
    }

    [Test]
    public async Task A_payload_and_its_time_to_live_take_one_round_trip()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        _relay.HoldReplies();

        Task<CacheEntry?> read = _backend.GetWithTimeToLiveAsync(Key).AsTask();

        await Poll.UntilAsync(() => new(_relay.Sent.Contains("PTTL", StringComparison.Ordinal) && _relay.Sent.Contains(Get, StringComparison.Ordinal)));
        Assert.That(read.IsCompleted, Is.False);
        _relay.Release();
        Assert.That((await read)?.TimeToLive, Is.GreaterThan(TimeSpan.Zero));
    }

    // Another client may change the key between the two commands of a read.
    [Test]
    public async Task An_entry_that_is_stored_during_a_read_does_not_seem_to_never_expire()
    {
        await _backend.GetAsync(Key);
        Task held = _relay.HoldAt(Get);
        Task<CacheEntry?> read = _backend.GetWithTimeToLiveAsync(Key).AsTask();
        await held;

        await _redis.SendAsync("SET", Key, "new", "PX", "60000");
        _relay.Release();

        Assert.That(await read, Is.Null);
    }

    [Test]
    public async Task An_entry_that_ends_during_a_read_is_absent()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        Task held = _relay.HoldAt(Get);
        Task<CacheEntry?> read = _backend.GetWithTimeToLiveAsync(Key).AsTask();
        await held;

        await _redis.SendAsync("DEL", Key);
        _relay.Release();

        Assert.That(await read, Is.Null);
    }

    [Test]
    public async Task A_replacement_names_a_script_that_the_server_knows()
    {
        await _backend.SetAsync(Key, "0"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await _backend.ReplaceAsync(Key, "0"u8.ToArray(), "1"u8.ToArray(), timeToLive: null), Is.True);
        string before = _relay.Sent;
        Assert.That(await _backend.ReplaceAsync(Key, "1"u8.ToArray(), "2"u8.ToArray(), timeToLive: null), Is.True);

        string sent = _relay.Sent[before.Length..];
        Assert.That(sent, Does.Contain("EVALSHA"));
        Assert.That(sent, Does.Not.Contain("redis.call"));
        Assert.That(await _redis.SendAsync("GET", Key), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_replacement_is_made_by_a_server_that_has_forgotten_the_script()
    {
        await _backend.SetAsync(Key, "0"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await _backend.ReplaceAsync(Key, "0"u8.ToArray(), "1"u8.ToArray(), timeToLive: null), Is.True);
        await _redis.SendAsync("SCRIPT", "FLUSH");
        Assert.That(await _backend.ReplaceAsync(Key, "1"u8.ToArray(), "2"u8.ToArray(), timeToLive: null), Is.True);
    }

    [Test]
    public async Task The_time_to_live_of_a_replacement_is_the_expiration_of_the_key()
    {
        await _backend.SetAsync(Key, "0"u8.ToArray(), timeToLive: null);
        await _backend.ReplaceAsync(Key, "0"u8.ToArray(), "1"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await TimeToLiveAsync(), Is.InRange(1, 60_000));
    }

    private async Task<long> TimeToLiveAsync() =>
        long.Parse(await _redis.SendAsync("PTTL", Key) ?? "", CultureInfo.InvariantCulture);
}
