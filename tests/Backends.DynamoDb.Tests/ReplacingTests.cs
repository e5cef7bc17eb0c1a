using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A replacement compares the stored payload, compressed or not.</summary>
[TestFixture]
public sealed class ReplacingTests
{
    private static readonly string _table = SharedServer.NewTable("replacing");
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private FakeTimeProvider _clock = null!;
    private DynamoDbBackend _backend = null!;
    private string _key = null!;

    [SetUp]
    public async Task Connect()
    {
        _clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = _clock);
        _key = Guid.NewGuid().ToString();
    }

    [TearDown]
    public void Disconnect() => _backend?.Dispose();

    [Test]
    public async Task A_payload_that_is_kept_compressed_is_replaced()
    {
        byte[] large = [.. Enumerable.Repeat((byte)'x', 1024 * 1024)];
        byte[] other = [.. large];
        other[^1]++;
        await _backend.SetAsync(_key, large, _hour);

        Assert.That(await _backend.ReplaceAsync(_key, other, "small"u8.ToArray(), _hour), Is.False);
        Assert.That(await _backend.ReplaceAsync(_key, large, other, _hour), Is.True);
        Assert.That(await _backend.ReplaceAsync(_key, other, "small"u8.ToArray(), _hour), Is.True);
        Assert.That((await _backend.GetAsync(_key))?.ToArray(), Is.EqualTo("small"u8.ToArray()));
    }

    [Test]
    public async Task An_expired_item_that_the_store_still_has_is_not_replaced()
    {
        await _backend.SetAsync(_key, "first"u8.ToArray(), TimeSpan.FromMilliseconds(500));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.That(await _backend.ReplaceAsync(_key, "first"u8.ToArray(), "second"u8.ToArray(), _hour), Is.False);
        Assert.That(await _backend.ReplaceAsync(_key, "first"u8.ToArray(), "second"u8.ToArray(), TimeSpan.Zero), Is.False);
    }

    [Test]
    public async Task An_item_of_fastapi_cache_is_replaced_until_it_expires()
    {
        await _backend.GetAsync(_key);
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        long expires = _clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await client.PutItemAsync(_table, new()
        {
            ["key"] = new AttributeValue { S = _key },
            ["value"] = new AttributeValue { B = new MemoryStream("first"u8.ToArray()) },
            ["ttl"] = new AttributeValue { N = $"{expires}" },
        });

        Assert.That(await _backend.ReplaceAsync(_key, "other"u8.ToArray(), "second"u8.ToArray(), _hour), Is.False);
        Assert.That(await _backend.ReplaceAsync(_key, "first"u8.ToArray(), "second"u8.ToArray(), _hour), Is.True);
        Assert.That((await _backend.GetWithTimeToLiveAsync(_key))?.TimeToLive, Is.EqualTo(_hour));
    }

    [Test]
    public async Task A_payload_beyond_the_item_limit_is_an_error_and_changes_nothing()
    {
        await _backend.SetAsync(_key, "first"u8.ToArray(), _hour);
        byte[] random = new byte[500 * 1024];
        Random.Shared.NextBytes(random);
        Assert.That(async () => await _backend.ReplaceAsync(_key, "first"u8.ToArray(), random, _hour), Throws.InstanceOf<StoreRefusedException>());
        Assert.That((await _backend.GetAsync(_key))?.ToArray(), Is.EqualTo("first"u8.ToArray()));
    }
}
