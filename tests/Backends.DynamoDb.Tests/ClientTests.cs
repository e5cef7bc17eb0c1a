using Amazon.DynamoDBv2;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Ownership of a client, and its disposal.</summary>
[TestFixture]
public sealed class ClientTests
{
    private static readonly string _table = SharedServer.NewTable("client");

    [Test]
    public async Task A_client_of_the_caller_is_used_and_outlives_the_backend()
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        await backend.SetAsync("client:key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));

        backend.Dispose();

        Assert.That((await client.DescribeTableAsync(_table)).Table.TableName, Is.EqualTo(_table));
    }

    [Test]
    public async Task An_endpoint_may_have_a_region()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.Region = "eu-central-1");
        await backend.SetAsync("client:key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
        Assert.That(await backend.GetAsync("client:key"), Is.Not.Null);
    }

    [Test]
    public async Task A_disposed_backend_refuses_its_operations()
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        foreach (DynamoDbBackend backend in new[] { SharedServer.BackendOver(client, _table), await SharedServer.BackendAsync(_table) })
        {
            backend.Dispose();
            Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await backend.ClearAsync("key"), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task A_backend_can_be_disposed_twice_and_before_its_first_use()
    {
        DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        backend.Dispose();
        Assert.That(backend.Dispose, Throws.Nothing);
    }

    [TestCase("eu-central-1", null)]
    [TestCase(null, "http://localhost:8000")]
    public async Task A_region_or_an_endpoint_beside_a_client_is_an_error(string? region, string? endpoint)
    {
        using AmazonDynamoDBClient client = await SharedServer.ClientAsync();
        Assert.That(
            () => new DynamoDbBackend(client, _table, new DynamoDbBackendOptions { Region = region, Endpoint = endpoint }),
            Throws.ArgumentException.With.Message.Contains("Set them on the client"));
    }
}
