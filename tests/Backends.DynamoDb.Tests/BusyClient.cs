using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>
/// Simulates a table with too little capacity, since DynamoDB Local never throttles: some requests are refused, and batches are executed
/// partly. Other requests go to the real server.
/// </summary>
internal sealed class BusyClient(string endpoint) : AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    private int _writes;
    private int _scans;

    /// <summary>The number of requests of each kind that are refused before one succeeds.</summary>
    public int Refusals { get; init; }

    /// <summary>The number of writes in a batch that are executed.</summary>
    public int BatchSize { get; init; } = int.MaxValue;

    public int LargestBatch { get; private set; }

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        Interlocked.Increment(ref _scans) <= Refusals ? throw Refusal() : base.ScanAsync(request, cancellationToken);

    public override async Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _writes) <= Refusals)
            throw Refusal();

        (string table, List<WriteRequest> writes) = request.RequestItems.Single();
        LargestBatch = Math.Max(LargestBatch, writes.Count);
        if (BatchSize > 0)
            await base.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = [.. writes.Take(BatchSize)] } }, cancellationToken);
        return new BatchWriteItemResponse { UnprocessedItems = writes.Count > BatchSize ? new() { [table] = [.. writes.Skip(BatchSize)] } : null };
    }

    private static ProvisionedThroughputExceededException Refusal() =>
        new("Too many.") { ErrorCode = nameof(ProvisionedThroughputExceededException) };
}
