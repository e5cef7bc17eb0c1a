using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>
/// Items that any earlier version has written can be read. A new layout gets a new file in Fixtures; existing files never change. Items are
/// in the JSON format of DynamoDB.
/// </summary>
[TestFixture]
public sealed class WrittenItemsTests
{
    private static readonly DateTimeOffset _start = new(2126, 11, 22, 20, 0, 0, 250, TimeSpan.Zero);
    private static readonly string _longKey = "app::" + new string('k', 3_000);
    private static readonly string _table = SharedServer.NewTable("written");

    private static IEnumerable<string> Versions =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!);

    [TestCaseSource(nameof(Versions))]
    public async Task What_a_version_has_stored_is_read(string version)
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = new FakeTimeProvider(_start));
        await backend.ClearAsync("");
        foreach (Dictionary<string, AttributeValue> item in ItemsOf(version))
            await client.PutItemAsync(_table, item);

        await ExpectAsync(backend, "app::expires", "payload", TimeSpan.FromMilliseconds(60_001));
        await ExpectAsync(backend, "app::forever", "payload", null);
        await ExpectAsync(backend, "app::empty", "", null);
        await ExpectAsync(backend, "app::\uD800", "payload", null);
        await ExpectAsync(backend, _longKey, "payload", null);
        await ExpectAsync(backend, "app::compressed", new string('x', 500_000), null);
        Assert.That(await backend.ListAsync("app::").CountAsync(), Is.EqualTo(6));
    }

    private static async Task ExpectAsync(DynamoDbBackend backend, string key, string payload, TimeSpan? timeToLive)
    {
        CacheEntry? entry = await backend.GetWithTimeToLiveAsync(key);
        Assert.That(entry is null ? null : Encoding.ASCII.GetString(entry.Value.Payload.Span), Is.EqualTo(payload), key);
        Assert.That(entry?.TimeToLive, Is.EqualTo(timeToLive), key);
    }

    private static IEnumerable<Dictionary<string, AttributeValue>> ItemsOf(string version)
    {
        using JsonDocument items = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", version + ".json")));
        foreach (JsonElement item in items.RootElement.EnumerateArray())
            yield return item.EnumerateObject().ToDictionary(attribute => attribute.Name, attribute => ValueOf(attribute.Value.EnumerateObject().Single()));
    }

    private static AttributeValue ValueOf(JsonProperty typed) => typed.Name switch
    {
        "S" => new AttributeValue { S = typed.Value.GetString() },
        "N" => new AttributeValue { N = typed.Value.GetString() },
        "B" => new AttributeValue { B = new MemoryStream(typed.Value.GetBytesFromBase64()) },
        _ => throw new FormatException($"A fixture has no attribute of type {typed.Name}."),
    };
}
