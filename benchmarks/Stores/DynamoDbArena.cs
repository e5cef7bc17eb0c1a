using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using CacheKit.Servers;

namespace CacheKit.Benchmarks;

// Both use one client and one table. DynamoDB Local is a stand-in: in the service itself each call takes milliseconds.
internal static class DynamoDbArena
{
    private const string Table = "bench";

    public static async Task<Arena> StartAsync()
    {
        DynamoDbServer server = await DynamoDbServer.StartAsync();
        var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = server.Endpoint, AuthenticationRegion = "us-east-1" });
        Contender cacheKit = Arena.CacheKit(cache => cache.UseDynamoDb(client, Table, options => options.CreateTableIfMissing = true));

        // Makes the table.
        await cacheKit.GetAsync("nothing");
        return new Arena("dynamodb", [Client(client), cacheKit], server);
    }

    private static Contender Client(AmazonDynamoDBClient client) => new(
        "AWSSDK.DynamoDBv2",
        async (key, value) => await client.PutItemAsync(new PutItemRequest
        {
            TableName = Table,
            Item = new() { ["key"] = new("client:" + key), ["value"] = new() { B = new MemoryStream(value) }, ["ttl"] = new() { N = "4000000000" } },
        }),
        async key =>
        {
            GetItemResponse response = await client.GetItemAsync(new GetItemRequest { TableName = Table, Key = new() { ["key"] = new("client:" + key) } });
            return response.Item?["value"].B.ToArray();
        });
}
