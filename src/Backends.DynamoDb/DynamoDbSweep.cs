using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

/// <summary>Scans a whole table page by page, to list or remove entries.</summary>
/// <remarks>DynamoDB cannot query keys by prefix: partition keys have no order.</remarks>
internal sealed class DynamoDbSweep(DynamoDbTable table)
{
    // The number of segments that are scanned in parallel.
    private const int Segments = 4;

    // The maximum of BatchWriteItem.
    private const int BatchSize = 25;

    // Eight waits, each up to twice as long as the previous one: 12 seconds at most.
    private const int Attempts = 8;

    /// <summary>Removes the keys with a prefix, and returns how many of them had not expired at a time in Unix milliseconds.</summary>
    public async Task<long> RemoveAsync(string prefix, long now, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long[] removed = await Task.WhenAll(Enumerable.Range(0, Segments).Select(RemoveOrStopAsync)).ConfigureAwait(false);
        return removed.Sum();

        async Task<long> RemoveOrStopAsync(int segment)
        {
            try
            {
                return await RemoveSegmentAsync(prefix, segment, now, stop.Token).ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Returns the whole items of the keys with a prefix.</summary>
    public async IAsyncEnumerable<Dictionary<string, AttributeValue>> ReadAsync(
        string prefix, bool consistent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ScanRequest request = ScanFor(prefix, consistent);
        await foreach (List<Dictionary<string, AttributeValue>> page in PagesAsync(request, prefix, cancellationToken).ConfigureAwait(false))
        {
            foreach (Dictionary<string, AttributeValue> item in page)
                yield return item;
        }
    }

    /// <summary>
    /// Returns the items with a prefix among the next ones of the table, at most so many, and the partition key after which the next page
    /// begins; null: this is the last one.
    /// </summary>
    public async Task<(List<Dictionary<string, AttributeValue>> Items, string? Last)> ReadPageAsync(
        string prefix, bool consistent, string? after, int size, CancellationToken cancellationToken)
    {
        ScanRequest request = ScanFor(prefix, consistent);
        request.Limit = size;
        if (after is not null)
            request.ExclusiveStartKey = new() { [DynamoDbItem.Key] = new AttributeValue { S = after } };
        ScanResponse page = await table.ScanAsync(request, cancellationToken).ConfigureAwait(false);
        return (WithPrefix(page, prefix), page.LastEvaluatedKey is { Count: > 0 } last ? last[DynamoDbItem.Key].S : null);
    }

    private async Task<long> RemoveSegmentAsync(string prefix, int segment, long now, CancellationToken cancellationToken)
    {
        // Always consistent, so that an entry stored before the clear does not survive it.
        ScanRequest request = ScanFor(prefix, consistent: true);
        request.Segment = segment;
        request.TotalSegments = Segments;
        request.ProjectionExpression = "#key, #full, #ttl, #expires";
        request.ExpressionAttributeNames = new()
        {
            ["#key"] = DynamoDbItem.Key,
            ["#full"] = DynamoDbItem.FullKey,
            ["#ttl"] = DynamoDbItem.TimeToLive,
            ["#expires"] = DynamoDbItem.Expires,
        };

        long removed = 0;
        await foreach (List<Dictionary<string, AttributeValue>> page in PagesAsync(request, prefix, cancellationToken).ConfigureAwait(false))
        {
            foreach (Dictionary<string, AttributeValue>[] batch in page.Chunk(BatchSize))
                await DeleteAsync(batch, cancellationToken).ConfigureAwait(false);
            removed += page.LongCount(item => DynamoDbItem.TryGetExpiry(item, out long? expiry) && !(expiry <= now));
        }

        return removed;
    }

    private ScanRequest ScanFor(string prefix, bool consistent)
    {
        var request = new ScanRequest { TableName = table.Name, ConsistentRead = consistent };
        if (DynamoDbKey.HeadOf(prefix) is { Length: > 0 } head)
        {
            request.FilterExpression = "begins_with(#key, :head)";
            request.ExpressionAttributeNames = new() { ["#key"] = DynamoDbItem.Key };
            request.ExpressionAttributeValues = new() { [":head"] = new AttributeValue { S = head } };
        }

        return request;
    }

    private async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> PagesAsync(
        ScanRequest request, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            ScanResponse page = await RetryAsync(() => table.ScanAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield return WithPrefix(page, prefix);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    // DynamoDB compares the encoded beginning of the key, which is not always the whole prefix.
    private static List<Dictionary<string, AttributeValue>> WithPrefix(ScanResponse page, string prefix) =>
        page.Items?.FindAll(item => DynamoDbItem.KeyIn(item).StartsWith(prefix, StringComparison.Ordinal)) ?? [];

    private async Task DeleteAsync(Dictionary<string, AttributeValue>[] items, CancellationToken cancellationToken)
    {
        List<WriteRequest> left = [.. items.Select(item => new WriteRequest(new DeleteRequest(new() { [DynamoDbItem.Key] = item[DynamoDbItem.Key] })))];
        var failures = 0;
        while (true)
        {
            var request = new BatchWriteItemRequest { RequestItems = new() { [table.Name] = left } };
            BatchWriteItemResponse response = await RetryAsync(() => table.WriteAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (response.UnprocessedItems is not { } unprocessed || !unprocessed.TryGetValue(table.Name, out List<WriteRequest>? rest) || rest.Count == 0)
                return;

            failures = rest.Count < left.Count ? 1 : failures + 1;
            if (failures == Attempts)
            {
                throw new StoreRefusedException(
                    DynamoDbRefusals.Throttled,
                    isTransient: true,
                    $"DynamoDB left {rest.Count} of {items.Length} deletions undone after {Attempts} attempts: the table has too little capacity.");
            }

            left = rest;
            await DynamoDbBackOff.WaitAsync(failures, cancellationToken).ConfigureAwait(false);
        }
    }

    // Retries in addition to the client: a sweep consists of many requests and is not urgent.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send().ConfigureAwait(false);
            }
            catch (StoreRefusedException refusal) when (attempt < Attempts && refusal.Reason == DynamoDbRefusals.Throttled)
            {
                await DynamoDbBackOff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
