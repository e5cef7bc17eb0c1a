using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Items with our keys that another application wrote in a different form.</summary>
[TestFixture]
public sealed class ForeignItemTests
{
    private const string Key = "app:shop:key";
    private static readonly string _table = SharedServer.NewTable("foreign");

    private AmazonDynamoDBClient _client = null!;
    private DynamoDbBackend _backend = null!;

    private static IEnumerable<TestCaseData> NoEntries
    {
        get
        {
            AttributeValue payload = Bytes("1");
            yield return Shape("nothing but a key");
            yield return Shape("other attributes", ("name", new AttributeValue("a reader")));
            yield return Shape("a value that is text", ("value", new AttributeValue("1")));
            yield return Shape("a value that is a number", ("value", new AttributeValue { N = "1" }));
            yield return Shape("a value that is NULL", ("value", new AttributeValue { NULL = true }));
            yield return Shape("a life that is text", ("value", payload), ("ttl", new AttributeValue("tomorrow")));
            yield return Shape("a life that is text of digits", ("value", payload), ("ttl", new AttributeValue("99999999999")));
            yield return Shape("a life that is NULL", ("value", payload), ("ttl", new AttributeValue { NULL = true }));
            yield return Shape("a life that is a list", ("value", payload), ("ttl", new AttributeValue { L = [new AttributeValue { N = "99999999999" }] }));
            yield return Shape(
                "an exact life that is text",
                ("value", payload),
                ("ttl", new AttributeValue { N = "99999999999" }),
                ("expires_ms", new AttributeValue("soon")));
            yield return Shape("an exact life that is NULL", ("value", payload), ("expires_ms", new AttributeValue { NULL = true }));
        }
    }

    [SetUp]
    public async Task Connect()
    {
        _client = await SharedServer.ClientAsync();
        _backend = await SharedServer.BackendAsync(_table);
        await _backend.ClearAsync("");
    }

    [TearDown]
    public void Disconnect()
    {
        _backend?.Dispose();
        _client?.Dispose();
    }

    [TestCaseSource(nameof(NoEntries))]
    public async Task An_item_without_a_payload_or_a_readable_expiration_is_absent_and_can_be_replaced(Dictionary<string, AttributeValue> item)
    {
        await WriteAsync(item);

        Assert.That(await _backend.GetAsync(Key), Is.Null);
        Assert.That(await _backend.GetWithTimeToLiveAsync(Key), Is.Null);
        Assert.That(await _backend.RemoveAsync(Key), Is.False);
        Assert.That(await _backend.ReplaceAsync(Key, "1"u8.ToArray(), "2"u8.ToArray(), timeToLive: null), Is.False);
        Assert.That(await _backend.ListAsync("").ToArrayAsync(), Is.Empty);
        Assert.That(await _backend.AddAsync(Key, "3"u8.ToArray(), timeToLive: null), Is.True);
        Assert.That((await _backend.GetAsync(Key))?.ToArray(), Is.EqualTo("3"u8.ToArray()));
    }

    // Bytes without a mark, with the mark of another algorithm, with a forged length, and compressed ones that are damaged.
    private static IEnumerable<byte[]> Damaged
    {
        get
        {
            byte[] mark = [0xFF, .. "bybr  "u8];
            yield return "not compressed"u8.ToArray();
            yield return [0xFF, .. "byzstd"u8, 4, 0, 0, 0, 1, 2, 3];
            yield return [.. mark, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3];
            yield return [.. mark, 0, 2, 0, 0, 1, 2, 3];
            yield return mark;
            yield return [0, 0];
        }
    }

    [TestCaseSource(nameof(Damaged))]
    public async Task Bytes_that_are_not_compressed_where_they_should_be_are_refused(byte[] damaged)
    {
        await WriteAsync(new() { ["compressed"] = new AttributeValue { B = new MemoryStream(damaged) } });
        Assert.That(async () => await _backend.GetAsync(Key), Throws.TypeOf<StoreRefusedException>());
        Assert.That(async () => await _backend.GetWithTimeToLiveAsync(Key), Throws.TypeOf<StoreRefusedException>());
    }

    [TestCaseSource(nameof(NoEntries))]
    public async Task A_cache_computes_the_value_and_overwrites_the_item(Dictionary<string, AttributeValue> item) => await ExpectHealedAsync(item);

    [TestCaseSource(nameof(Damaged))]
    public async Task A_cache_overwrites_bytes_that_are_not_compressed(byte[] damaged) =>
        await ExpectHealedAsync(new() { ["compressed"] = new AttributeValue { B = new MemoryStream(damaged) } });

    [Test]
    public async Task A_clear_removes_what_has_the_prefix_and_counts_entries_alone()
    {
        await WriteAsync(new() { ["value"] = Bytes("1"), ["ttl"] = new AttributeValue("tomorrow") });
        await _backend.SetAsync("app:shop:entry", "1"u8.ToArray(), timeToLive: null);

        Assert.That(await _backend.ClearAsync("app:"), Is.EqualTo(1));

        Assert.That((await _client.ScanAsync(new ScanRequest(_table))).Count, Is.Zero);
    }

    private async Task ExpectHealedAsync(Dictionary<string, AttributeValue> item)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("app", SharedServer.Patiently).UseBackend(_backend);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        var options = new CacheEntryOptions { Namespace = "shop" };
        await WriteAsync(item);

        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7), options), Is.EqualTo(7));

        Assert.That((await cache.TryGetAsync<int>("key", options)).Value, Is.EqualTo(7));
    }

    private Task<PutItemResponse> WriteAsync(Dictionary<string, AttributeValue> item) =>
        _client.PutItemAsync(_table, new(item) { ["key"] = new AttributeValue(Key) });

    private static AttributeValue Bytes(string text) => new() { B = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) };

    private static TestCaseData Shape(string name, params (string Name, AttributeValue Value)[] attributes) =>
        new TestCaseData(attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value)).SetArgDisplayNames(name);
}
