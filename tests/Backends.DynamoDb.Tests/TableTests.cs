using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>The table: existing, missing, created by one or several processes, or unsuitable for a cache.</summary>
[TestFixture]
public sealed class TableTests
{
    private AmazonDynamoDBClient _client = null!;
    private RecordingLoggers _loggers = null!;
    private string _table = null!;

    [SetUp]
    public async Task Connect()
    {
        _client = await SharedServer.ClientAsync();
        _loggers = new RecordingLoggers();
        _table = SharedServer.NewTable("table");
    }

    [TearDown]
    public void Disconnect()
    {
        _client?.Dispose();
        _loggers?.Dispose();
    }

    [Test]
    public async Task A_missing_table_is_made_and_billed_on_demand_and_expires_by_itself()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        backend.UseLoggers(_loggers);

        await backend.SetAsync("key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));

        Assert.That(await backend.GetAsync("key"), Is.Not.Null);
        TableDescription table = (await _client.DescribeTableAsync(_table)).Table;
        Assert.That(table.BillingModeSummary.BillingMode, Is.EqualTo(BillingMode.PAY_PER_REQUEST));
        Assert.That(table.KeySchema.Select(key => (key.AttributeName, key.KeyType)), Is.EqualTo(new[] { ("key", KeyType.HASH) }));
        Assert.That(await ExpiryAsync(), Is.EqualTo((TimeToLiveStatus.ENABLED, "ttl")));
        Assert.That(_loggers.Lines.Select(line => line.Message), Is.EqualTo(new[] { $"Creating DynamoDB table {_table}", $"Created DynamoDB table {_table}" }));
    }

    [Test]
    public async Task Backends_that_make_the_same_table_at_once_all_find_it()
    {
        DynamoDbBackend[] backends = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SharedServer.BackendAsync(_table)))];
        foreach (DynamoDbBackend backend in backends)
            backend.UseLoggers(_loggers);

        await Task.WhenAll(backends.Select((backend, i) => backend.SetAsync($"key {i}", "payload"u8.ToArray(), timeToLive: null).AsTask()));

        Assert.That(await backends[0].ClearAsync("key "), Is.EqualTo(backends.Length));
        Assert.That(await ExpiryAsync(), Is.EqualTo((TimeToLiveStatus.ENABLED, "ttl")));
        Assert.That(_loggers.Lines.Select(line => line.Level), Is.All.EqualTo(LogLevel.Information));
        foreach (DynamoDbBackend backend in backends)
            backend.Dispose();
    }

    [Test]
    public async Task Calls_that_need_the_table_at_once_make_it_once()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        backend.UseLoggers(_loggers);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => backend.GetAsync($"key {i}").AsTask()));

        Assert.That(_loggers.Count("Creating DynamoDB table"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_expiry_of_a_table_that_is_there_is_turned_on()
    {
        await MakeTableAsync("key");
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);

        await backend.GetAsync("key");

        Assert.That(await ExpiryAsync(), Is.EqualTo((TimeToLiveStatus.ENABLED, "ttl")));
    }

    [Test]
    public async Task A_table_that_expires_by_another_attribute_is_used_with_a_warning()
    {
        await MakeTableAsync("key");
        await _client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
        {
            TableName = _table,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = "other", Enabled = true },
        });
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        backend.UseLoggers(_loggers);

        await backend.SetAsync("key", "payload"u8.ToArray(), timeToLive: null);

        Assert.That(_loggers.Lines.Single().Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(_loggers.Count(_table), Is.EqualTo(1));
    }

    [Test]
    public async Task A_table_is_left_as_it_is_unless_asked()
    {
        await MakeTableAsync("key");
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.CreateTableIfMissing = false);

        await backend.SetAsync("key", "payload"u8.ToArray(), timeToLive: null);

        Assert.That((await ExpiryAsync()).Status, Is.EqualTo(TimeToLiveStatus.DISABLED));
    }

    [Test]
    public async Task A_missing_table_is_an_error_that_says_how_to_make_it()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.CreateTableIfMissing = false);
        foreach (Func<Task> call in CallsOf(backend))
        {
            Assert.That(call, Throws.InvalidOperationException
                .With.Message.Contains($"There is no DynamoDB table '{_table}'")
                .And.Message.Contains("CreateTableIfMissing")
                .And.Message.Contains($"aws dynamodb create-table --table-name {_table}")
                .And.Message.Contains("aws dynamodb update-time-to-live"));
        }
    }

    [Test]
    public async Task A_table_that_comes_later_is_used()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.CreateTableIfMissing = false);
        Assert.That(async () => await backend.GetAsync("key"), Throws.InvalidOperationException);

        await MakeTableAsync("key");

        Assert.That(await backend.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_table_that_was_deleted_is_made_again()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        await backend.SetAsync("key", "payload"u8.ToArray(), timeToLive: null);

        await _client.DeleteTableAsync(_table);

        Assert.That(async () => await backend.GetAsync("key"), Throws.InvalidOperationException);
        Assert.That(await backend.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_table_with_another_key_is_an_error_that_says_so()
    {
        await MakeTableAsync("id");
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        Assert.That(async () => await backend.GetAsync("key"), Throws.InvalidOperationException.With.Message.Contains("partition key 'key'"));
    }

    [Test]
    public async Task Creating_a_backend_sends_no_request()
    {
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table);
        Assert.That(async () => await _client.DescribeTableAsync(_table), Throws.InstanceOf<ResourceNotFoundException>());
    }

    private static IEnumerable<Func<Task>> CallsOf(DynamoDbBackend backend) =>
    [
        async () => await backend.GetAsync("key"),
        async () => await backend.GetWithTimeToLiveAsync("key"),
        async () => await backend.SetAsync("key", ReadOnlyMemory<byte>.Empty, timeToLive: null),
        async () => await backend.AddAsync("key", ReadOnlyMemory<byte>.Empty, timeToLive: null),
        async () => await backend.RemoveAsync("key"),
        async () => await backend.ClearAsync("key"),
    ];

    private Task<CreateTableResponse> MakeTableAsync(string key) => _client.CreateTableAsync(new CreateTableRequest
    {
        TableName = _table,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new AttributeDefinition(key, ScalarAttributeType.S)],
        KeySchema = [new KeySchemaElement(key, KeyType.HASH)],
    });

    private async Task<(TimeToLiveStatus Status, string? Attribute)> ExpiryAsync()
    {
        var request = new DescribeTimeToLiveRequest { TableName = _table };
        TimeToLiveDescription expiry = (await _client.DescribeTimeToLiveAsync(request)).TimeToLiveDescription;
        return (expiry.TimeToLiveStatus, expiry.AttributeName);
    }
}
