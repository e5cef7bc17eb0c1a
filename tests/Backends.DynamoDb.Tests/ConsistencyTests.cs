namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Which reads are strongly consistent. All reads of DynamoDB Local are, so the tests inspect the requests.</summary>
[TestFixture]
public sealed class ConsistencyTests
{
    private static readonly string _table = SharedServer.NewTable("consistency");

    [TestCase(false)]
    [TestCase(true)]
    public async Task Reads_are_consistent_where_that_is_asked_for(bool consistent)
    {
        using var client = new RecordingClient(await SharedServer.EndpointAsync());
        using DynamoDbBackend backend = Backend(client, consistent);

        await backend.GetAsync("key");
        await backend.GetWithTimeToLiveAsync("key");
        await foreach (StoredKey _ in backend.ListAsync("key"))
            Assert.Fail("There is nothing to list.");

        Assert.That(client.Gets.Select(get => get.ConsistentRead), Is.EqualTo(new bool?[] { consistent, consistent }));
        Assert.That(client.Scans.Single().ConsistentRead, Is.EqualTo(consistent));
    }

    [Test]
    public async Task A_clear_reads_keys_only_and_consistently_and_side_by_side()
    {
        using var client = new RecordingClient(await SharedServer.EndpointAsync());
        using DynamoDbBackend backend = Backend(client, consistent: false);

        await backend.ClearAsync("key");

        Assert.That(client.Scans.Select(scan => scan.Segment), Is.EquivalentTo(new[] { 0, 1, 2, 3 }));
        Assert.That(client.Scans.Select(scan => scan.ConsistentRead), Is.All.True);
        Assert.That(client.Scans.SelectMany(scan => scan.ExpressionAttributeNames.Values), Has.None.EqualTo("value"));
        Assert.That(client.Scans.Select(scan => scan.ProjectionExpression), Is.All.Not.Null);
    }

    private static DynamoDbBackend Backend(RecordingClient client, bool consistent) =>
        SharedServer.BackendOver(client, _table, options => options.ConsistentReads = consistent);
}
