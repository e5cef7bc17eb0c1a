using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The form of entries in the table, and how items of other applications are read.</summary>
[TestFixture]
public sealed class StoredFormTests
{
    private const string Key = "store:users:Users.FindAsync(id=7)";
    private static readonly string _table = SharedServer.NewTable("form");
    private static readonly DateTimeOffset _start = new(2126, 11, 22, 20, 0, 0, 250, TimeSpan.Zero);

    private FakeTimeProvider _clock = null!;
    private AmazonDynamoDBClient _client = null!;
    private DynamoDbBackend _backend = null!;

    [SetUp]
    public async Task Connect()
    {
        _clock = new FakeTimeProvider(_start);
        _client = await SharedServer.ClientAsync();
        _backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = _clock);
        await _backend.ClearAsync("");
    }

    [TearDown]
    public void Disconnect()
    {
        _backend?.Dispose();
        _client?.Dispose();
    }

    [TestCase(Key)]
    [TestCase("ключ:鍵:😀")]
    public async Task A_payload_is_bytes_under_the_key_as_it_is_written(string key)
    {
        await _backend.SetAsync(key, """{"hello":"world"}"""u8.ToArray(), TimeSpan.FromMinutes(1));

        Dictionary<string, AttributeValue> item = await ItemAsync(key);
        Assert.That(item.Keys, Is.EquivalentTo(new[] { "key", "value", "ttl", "expires_ms" }));
        Assert.That(item["value"].B.ToArray(), Is.EqualTo("""{"hello":"world"}"""u8.ToArray()));
    }

    [TestCase(0.0001, 1)]
    [TestCase(1.0, 1)]
    [TestCase(1.5, 2)]
    [TestCase(1500.0, 1500)]
    public async Task A_time_to_live_is_stored_in_milliseconds_and_rounded_up(double asked, int kept)
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMilliseconds(asked));
        Assert.That((await ItemAsync(Key))["expires_ms"].N, Is.EqualTo($"{_start.ToUnixTimeMilliseconds() + kept}"));
    }

    [TestCase(750, 1)]
    [TestCase(751, 2)]
    [TestCase(60_000, 61)]
    public async Task The_expiry_of_the_store_is_in_seconds_and_never_too_early(int milliseconds, int seconds)
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMilliseconds(milliseconds));
        Assert.That((await ItemAsync(Key))["ttl"].N, Is.EqualTo($"{_start.ToUnixTimeSeconds() + seconds}"));
    }

    [Test]
    public async Task An_entry_without_expiration_is_an_item_without_one()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        await _backend.SetAsync(Key, "payload"u8.ToArray(), timeToLive: null);
        Assert.That((await ItemAsync(Key)).Keys, Is.EquivalentTo(new[] { "key", "value" }));
    }

    [Test]
    public async Task An_expired_entry_that_the_store_still_has_is_absent()
    {
        await _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(await _backend.GetAsync(Key), Is.Null);
        Assert.That(await _backend.GetWithTimeToLiveAsync(Key), Is.Null);
        Assert.That(await _backend.RemoveAsync(Key), Is.False);
        Assert.That(await KeysAsync(), Is.Empty);
        Assert.That((await ItemAsync(Key)).Keys, Does.Contain("value"));
    }

    [Test]
    public async Task An_item_of_fastapi_cache_is_read_with_its_time_to_live()
    {
        await WriteAsFastApiCacheAsync(_start.AddMinutes(5));

        CacheEntry? entry = await _backend.GetWithTimeToLiveAsync(Key);

        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("payload"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.EqualTo(TimeSpan.FromMilliseconds(299_750)));
        Assert.That(await _backend.AddAsync(Key, "other"u8.ToArray(), timeToLive: null), Is.False);
        Assert.That(await _backend.RemoveAsync(Key), Is.True);
    }

    [Test]
    public async Task An_item_of_fastapi_cache_without_an_expiration_never_expires()
    {
        await WriteAsFastApiCacheAsync(expiry: null);
        CacheEntry? entry = await _backend.GetWithTimeToLiveAsync(Key);
        Assert.That(entry, Is.Not.Null);
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task An_expired_item_of_fastapi_cache_is_absent()
    {
        await WriteAsFastApiCacheAsync(_start);
        Assert.That(await _backend.GetAsync(Key), Is.Null);
        Assert.That(await _backend.RemoveAsync(Key), Is.False);
        Assert.That(await _backend.AddAsync(Key, "other"u8.ToArray(), timeToLive: null), Is.True);
    }

    [Test]
    public async Task An_item_of_another_application_is_a_miss()
    {
        await _client.PutItemAsync(_table, new() { ["key"] = new(Key), ["name"] = new("a reader") });
        Assert.That(await _backend.GetAsync(Key), Is.Null);
    }

    [Test]
    public async Task An_empty_payload_is_told_from_none()
    {
        await _backend.SetAsync(Key, ReadOnlyMemory<byte>.Empty, timeToLive: null);
        Assert.That((await _backend.GetAsync(Key))?.Length, Is.Zero);
    }

    [TestCase(2047, false)]
    [TestCase(2048, true)]
    [TestCase(2049, true)]
    public async Task A_key_too_long_for_a_table_keeps_its_head_and_ends_in_a_hash(int length, bool isTooLong)
    {
        string key = "store:long:" + new string('k', length - 11);
        await _backend.SetAsync(key, "payload"u8.ToArray(), timeToLive: null);

        Dictionary<string, AttributeValue> item = (await _client.ScanAsync(new ScanRequest(_table))).Items.Single();
        Assert.That(item["key"].S, Does.StartWith("store:long:kkk").And.Length.EqualTo(Math.Min(length, 2048)));
        Assert.That(item["key"].S, isTooLong ? Does.Match("k~[0-9a-f]{64}$") : Is.EqualTo(key));
        Assert.That(item.ContainsKey("full_key"), Is.EqualTo(isTooLong));
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { key }));
    }

    [Test]
    public async Task A_key_that_looks_like_a_shortened_one_is_another()
    {
        string longKey = new('k', 5000);
        await _backend.SetAsync(longKey, "long"u8.ToArray(), timeToLive: null);
        string shortened = (await _client.ScanAsync(new ScanRequest(_table))).Items.Single()["key"].S;

        await _backend.SetAsync(shortened, "imitation"u8.ToArray(), timeToLive: null);

        Assert.That((await _backend.GetAsync(longKey))?.ToArray(), Is.EqualTo("long"u8.ToArray()));
        Assert.That((await _backend.GetAsync(shortened))?.ToArray(), Is.EqualTo("imitation"u8.ToArray()));
    }

    [TestCase("")]
    [TestCase("\uFFFD")]
    [TestCase("\uFFFDd800")]
    [TestCase("\uD800")]
    [TestCase("a\uDC00\uD800b\0")]
    [TestCase("😀\uFFFD")]
    public async Task Any_string_is_a_key_and_is_listed_as_it_was(string key)
    {
        await _backend.SetAsync(key, Encoding.Unicode.GetBytes(key + "!"), timeToLive: null);
        Assert.That((await _backend.GetAsync(key))?.ToArray(), Is.EqualTo(Encoding.Unicode.GetBytes(key + "!")));
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { key }));
        Assert.That(await _backend.ClearAsync(key), Is.EqualTo(1));
    }

    private Task<PutItemResponse> WriteAsFastApiCacheAsync(DateTimeOffset? expiry)
    {
        var item = new Dictionary<string, AttributeValue> { ["key"] = new(Key), ["value"] = new() { B = new MemoryStream("payload"u8.ToArray()) } };
        if (expiry is { } at)
            item["ttl"] = new() { N = $"{at.ToUnixTimeSeconds()}" };
        return _client.PutItemAsync(_table, item);
    }

    private async Task<Dictionary<string, AttributeValue>> ItemAsync(string key) =>
        (await _client.GetItemAsync(_table, new() { ["key"] = new(key) })).Item;

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (StoredKey stored in _backend.ListAsync(""))
            keys.Add(stored.Key);
        return keys;
    }
}
