using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using CacheKit.Servers;

namespace CacheKit.Benchmarks;

// All contenders share one client and one table, and write items with the same attributes.
internal static class RunningDynamoDb
{
    private const string Table = "benchmark";

    public static async Task<RunningStore> StartAsync()
    {
        DynamoDbServer server = await DynamoDbServer.StartAsync();
        var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonDynamoDBConfig { ServiceURL = server.Endpoint, AuthenticationRegion = "us-east-1" });

        // The server is slow at first, and on a busy machine too slow for the default timeout.
        var options = new DynamoDbBackendOptions { CreateTableIfMissing = true, Timeout = TimeSpan.FromMinutes(1) };
        var backend = new DynamoDbBackend(client, Table, options);

        // Creates the table, which the bare client needs too.
        await backend.SetAsync("first", default, Contenders.Expiration);
        return new RunningStore("dynamodb", Client(client), backend, server) { LargeValue = 256 };
    }

    private static Contender<byte[]> Client(AmazonDynamoDBClient client) => new(
        "AWSSDK.DynamoDBv2",
        async (key, value) => await client.PutItemAsync(new PutItemRequest { TableName = Table, Item = ItemOf("client:" + key, value) }),
        async key =>
        {
            var request = new GetItemRequest { TableName = Table, Key = new() { ["key"] = new() { S = "client:" + key } } };
            GetItemResponse response = await client.GetItemAsync(request);
            return response.Item?["value"].B.ToArray();
        });

    private static Dictionary<string, AttributeValue> ItemOf(string key, byte[] value)
    {
        long expiresAt = (TimeProvider.System.GetUtcNow() + Contenders.Expiration).ToUnixTimeMilliseconds();
        return new()
        {
            ["key"] = new() { S = key },
            ["value"] = new() { B = new MemoryStream(value) },
            ["ttl"] = new() { N = (expiresAt / 1000).ToString(CultureInfo.InvariantCulture) },
            ["expires_ms"] = new() { N = expiresAt.ToString(CultureInfo.InvariantCulture) },
        };
    }
}
