using Amazon.DynamoDBv2.Model;

namespace CacheKit;

/// <summary>
/// Reads and writes many items by BatchGetItem and BatchWriteItem. What the service leaves unprocessed is sent again, until the time limit of the call.
/// </summary>
internal sealed class DynamoDbBatchRequests(DynamoDbTable table)
{
    // The maximum of each request.
    private const int MaxReads = 100;
    private const int MaxWrites = 25;

    private const int MaxConcurrent = 8;

    /// <summary>Reads items by their keys; null for each that is absent. No key occurs twice.</summary>
    public async ValueTask<BatchReply<Dictionary<string, AttributeValue>?>> GetAsync(DynamoDbKey[] keys, bool consistent, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, AttributeValue>?[keys.Length];
        Dictionary<string, int> indexes = IndexesOf(keys);
        Exception?[]? failures = await SendAsync(Array.ConvertAll(keys, DynamoDbItem.KeyOf), indexes, PartitionOf, MaxReads, async (left, token) =>
        {
            var request = new BatchGetItemRequest
            {
                RequestItems = new() { [table.Name] = new KeysAndAttributes { Keys = left, ConsistentRead = consistent } },
            };
            BatchGetItemResponse response = await table.GetManyAsync(request, token).ConfigureAwait(false);
            foreach (Dictionary<string, AttributeValue> item in response.Responses?.GetValueOrDefault(table.Name) ?? [])
                items[indexes[PartitionOf(item)]] = item;
            return response.UnprocessedKeys?.GetValueOrDefault(table.Name)?.Keys;
        }, cancellationToken).ConfigureAwait(false);
        return BatchCalls.Reply(items, failures);
    }

    /// <summary>Puts or deletes an item for each key. No key occurs twice.</summary>
    public async ValueTask<BatchReply<bool>> WriteAsync(DynamoDbKey[] keys, WriteRequest[] writes, CancellationToken cancellationToken)
    {
        Exception?[]? failures = await SendAsync(writes, IndexesOf(keys), PartitionOf, MaxWrites, async (left, token) =>
        {
            var request = new BatchWriteItemRequest { RequestItems = new() { [table.Name] = left } };
            return (await table.WriteAsync(request, token).ConfigureAwait(false)).UnprocessedItems?.GetValueOrDefault(table.Name);
        }, cancellationToken).ConfigureAwait(false);
        var written = new bool[keys.Length];
        written.AsSpan().Fill(true);
        return BatchCalls.Reply(written, failures);
    }

    private static Dictionary<string, int> IndexesOf(DynamoDbKey[] keys) =>
        keys.Index().ToDictionary(key => key.Item.Partition, key => key.Index, StringComparer.Ordinal);

    private static string PartitionOf(Dictionary<string, AttributeValue> item) => item[DynamoDbItem.Key].S;

    private static string PartitionOf(WriteRequest write) => PartitionOf(write.PutRequest?.Item ?? write.DeleteRequest.Key);

    // Returns the failures by index; null if there are none. All chunks share one time limit.
    private async Task<Exception?[]?> SendAsync<T>(
        T[] items, Dictionary<string, int> indexes, Func<T, string> partitionOf, int size,
        Func<List<T>, CancellationToken, Task<List<T>?>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (items.Length == 0)
            return null;

        await table.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(table.Timeout);
        using var slots = new SemaphoreSlim(MaxConcurrent);
        (List<T> Left, Exception? Failure)[] ends = await Task.WhenAll(items.Chunk(size).Select(async chunk =>
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                return await SendChunkAsync([.. chunk], send, deadline.Token).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        })).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        Exception?[]? failures = null;
        foreach ((List<T> left, Exception? failure) in ends)
        {
            foreach (T item in left)
                (failures ??= new Exception?[items.Length])[indexes[partitionOf(item)]] = failure;
        }

        return failures;
    }

    // Returns what was not processed, and why.
    private async Task<(List<T> Left, Exception? Failure)> SendChunkAsync<T>(
        List<T> left, Func<List<T>, CancellationToken, Task<List<T>?>> send, CancellationToken deadline)
    {
        int attempts = 0;
        Exception? refusal = null;
        try
        {
            while (true)
            {
                int before = left.Count;
                (left, refusal) = await SendOnceAsync(left, send, deadline).ConfigureAwait(false);
                if (left.Count == 0)
                    return (left, null);

                attempts = left.Count < before ? 1 : attempts + 1;
                await DynamoDbBackOff.WaitAsync(attempts, deadline).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception)
        {
            return (left, refusal ?? new TimeoutException($"DynamoDB did not answer within {table.Timeout.TotalSeconds} s.", exception));
        }
        catch (Exception exception)
        {
            return (left, exception);
        }
    }

    private static async Task<(List<T> Left, Exception? Refusal)> SendOnceAsync<T>(
        List<T> items, Func<List<T>, CancellationToken, Task<List<T>?>> send, CancellationToken deadline)
    {
        try
        {
            List<T>? left = await send(items, deadline).ConfigureAwait(false);
            return left is { Count: > 0 } ? (left, DynamoDbRefusals.OfUnprocessed(left.Count)) : ([], null);
        }
        catch (StoreRefusedException refusal) when (refusal.Reason == DynamoDbRefusals.Throttled)
        {
            return (items, refusal);
        }
    }
}
