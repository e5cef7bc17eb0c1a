using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A client whose batches are executed partly, refused at first, or denied, since DynamoDB Local does none of this.</summary>
internal sealed class BatchClient(string endpoint) : AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    private int _refused;
    private int _denied;
    private int _reads;
    private int _largestRead;
    private int _largestWrite;

    /// <summary>The number of keys of a batch that are processed at most.</summary>
    public int MostProcessed { get; init; } = int.MaxValue;

    /// <summary>The number of batches of each kind that are refused before one is accepted.</summary>
    public int Refusals { get; init; }

    /// <summary>The end of keys that are never processed.</summary>
    public string? NeverProcessed { get; init; }

    /// <summary>Whether the application may not send batches.</summary>
    public bool Denies { get; init; }

    public int Denied => _denied;

    public int Reads => _reads;

    public int LargestRead => _largestRead;

    public int LargestWrite => _largestWrite;

    public override async Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default)
    {
        ThrowIfRefused();
        Interlocked.Increment(ref _reads);
        (string table, KeysAndAttributes asked) = request.RequestItems.Single();
        Raise(ref _largestRead, asked.Keys.Count);
        (List<Dictionary<string, AttributeValue>> processed, List<Dictionary<string, AttributeValue>> left) = Split(asked.Keys, key => key["key"].S);
        BatchGetItemResponse response = processed.Count == 0
            ? new BatchGetItemResponse()
            : await base.BatchGetItemAsync(
                new BatchGetItemRequest { RequestItems = new() { [table] = new KeysAndAttributes { Keys = processed } } }, cancellationToken);
        response.UnprocessedKeys = left.Count == 0 ? null : new() { [table] = new KeysAndAttributes { Keys = left } };
        return response;
    }

    public override async Task<BatchWriteItemResponse> BatchWriteItemAsync(BatchWriteItemRequest request, CancellationToken cancellationToken = default)
    {
        ThrowIfRefused();
        (string table, List<WriteRequest> writes) = request.RequestItems.Single();
        Raise(ref _largestWrite, writes.Count);
        (List<WriteRequest> processed, List<WriteRequest> left) = Split(writes, write => (write.PutRequest?.Item ?? write.DeleteRequest.Key)["key"].S);
        if (processed.Count > 0)
            await base.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = processed } }, cancellationToken);
        return new BatchWriteItemResponse { UnprocessedItems = left.Count == 0 ? null : new() { [table] = left } };
    }

    private (List<T> Processed, List<T> Left) Split<T>(List<T> items, Func<T, string> keyOf)
    {
        List<T> processed =
        [
            .. items
                .Where(item => NeverProcessed is null || !keyOf(item).EndsWith(NeverProcessed, StringComparison.Ordinal))
                .Take(MostProcessed),
        ];
        return (processed, [.. items.Except(processed)]);
    }

    private void ThrowIfRefused()
    {
        if (Denies)
        {
            Interlocked.Increment(ref _denied);
            throw new AmazonDynamoDBException("No.") { ErrorCode = "AccessDeniedException" };
        }

        if (Interlocked.Increment(ref _refused) <= Refusals)
            throw new ProvisionedThroughputExceededException("Too many.") { ErrorCode = nameof(ProvisionedThroughputExceededException) };
    }

    private static void Raise(ref int largest, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref largest)) < value && Interlocked.CompareExchange(ref largest, value, seen) != seen)
        {
        }
    }
}
