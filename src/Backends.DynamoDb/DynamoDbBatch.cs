using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>The operations of a backend for many keys: by batch requests, or by those for one key if the IAM policy denies batches.</summary>
internal sealed class DynamoDbBatch(DynamoDbBackend backend, DynamoDbTable table, TimeProvider time, DynamoDbCompression compression)
{
    private readonly DynamoDbBatchRequests _requests = new(table);
    private readonly DynamoDbBatchPermissions _reading = new("BatchGetItem");
    private readonly DynamoDbBatchPermissions _writing = new("BatchWriteItem");

    public ILogger Logger
    {
        set => _reading.Logger = _writing.Logger = value;
    }

    public ValueTask<BatchReply<CacheEntry?>> GetAsync(
        IReadOnlyList<string> keys, bool consistent, Func<Dictionary<string, AttributeValue>, CacheEntry?> entryOf, CancellationToken cancellationToken) =>
        _reading.RunAsync(keys, async () =>
        {
            BatchReply<Dictionary<string, AttributeValue>?> read = await _requests.GetAsync(
                [.. keys.Select(DynamoDbKey.Of)], consistent, cancellationToken).ConfigureAwait(false);
            var entries = new CacheEntry?[read.Count];
            var failures = new Exception?[read.Count];
            for (int i = 0; i < entries.Length; i++)
                (entries[i], failures[i]) = Open(read[i], read.FailureAt(i), entryOf);
            return BatchCalls.Reply(entries, failures);
        }, key => backend.GetWithTimeToLiveAsync(key, cancellationToken));

    public ValueTask<BatchReply<bool>> SetAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken) =>
        _writing.RunAsync(entries, async () =>
        {
            DateTimeOffset now = time.GetUtcNow();
            DynamoDbKey[] keys = [.. entries.Select(entry => DynamoDbKey.Of(entry.Key))];
            Dictionary<string, AttributeValue>?[] items = [.. entries.Select((entry, i) => entry.TimeToLive <= TimeSpan.Zero
                ? null
                : DynamoDbItem.Of(keys[i], entry.Payload, DynamoDbItem.ExpiryOf(entry.TimeToLive, now), compression))];
            WriteRequest[] writes = [.. items.Select((item, i) => item is null ? DeletionOf(keys[i]) : new WriteRequest(new PutRequest(item)))];
            BatchReply<bool> written = await _requests.WriteAsync(keys, writes, cancellationToken).ConfigureAwait(false);

            // Of an entry that is too large, the old one is removed.
            var failures = new Exception?[keys.Length];
            for (int i = 0; i < failures.Length; i++)
            {
                bool isTooLarge = items[i] is null && !(entries[i].TimeToLive <= TimeSpan.Zero);
                failures[i] = written.FailureAt(i) ?? (isTooLarge ? DynamoDbRefusals.OfSize(entries[i].Payload.Length) : null);
            }

            return BatchCalls.Reply([.. Enumerable.Repeat(true, failures.Length)], failures);
        }, async entry =>
        {
            await backend.SetAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false);
            return true;
        });

    public ValueTask<BatchReply<bool?>> RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        _writing.RunAsync<string, bool?>(keys, async () =>
        {
            DynamoDbKey[] stored = [.. keys.Select(DynamoDbKey.Of)];
            BatchReply<bool> removed = await _requests.WriteAsync(stored, Array.ConvertAll(stored, DeletionOf), cancellationToken).ConfigureAwait(false);
            return new(new bool?[stored.Length], [.. Enumerable.Range(0, stored.Length).Select(removed.FailureAt)]);
        }, async key => await backend.RemoveAsync(key, cancellationToken).ConfigureAwait(false));

    private static WriteRequest DeletionOf(DynamoDbKey key) => new(new DeleteRequest(DynamoDbItem.KeyOf(key)));

    private static (CacheEntry? Entry, Exception? Failure) Open(
        Dictionary<string, AttributeValue>? item, Exception? failure, Func<Dictionary<string, AttributeValue>, CacheEntry?> entryOf)
    {
        try
        {
            return (item is null ? null : entryOf(item), failure);
        }
        catch (StoreRefusedException refusal)
        {
            return (null, refusal);
        }
    }
}
