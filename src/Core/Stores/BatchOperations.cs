using BatchCall = (CacheKit.IBatchBackend Backend, string[] Keys);
using BatchWrite = (CacheKit.IBatchBackend Backend, CacheKit.BatchEntry[] Entries);

namespace CacheKit;

// The operations of a backend for many keys. In logs and metrics they have the names of those for one key.
internal static class BatchOperations
{
    public static readonly StoreOperation<BatchCall, BatchReply<ReadOnlyMemory<byte>?>> Get =
        new("get", static (_, call, cancellationToken) => call.Backend.GetManyAsync(call.Keys, cancellationToken)) { Subject = static call => call.Keys[0] };

    // For the reason given at the call for one key.
    public static readonly StoreOperation<BatchCall, BatchReply<ReadOnlyMemory<byte>?>> GetFromSharedStore =
        new("get", static (_, call, cancellationToken) => GetPayloadsAsync(call, cancellationToken)) { Subject = static call => call.Keys[0] };

    public static readonly StoreOperation<BatchCall, BatchReply<CacheEntry?>> GetWithTimeToLive =
        new("get", static (_, call, cancellationToken) => call.Backend.GetManyWithTimeToLiveAsync(call.Keys, cancellationToken))
        { Subject = static call => call.Keys[0] };

    public static readonly StoreOperation<BatchWrite, BatchReply<bool>> Set =
        new("set", static (_, call, cancellationToken) => call.Backend.SetManyAsync(call.Entries, cancellationToken))
        {
            Subject = static call => call.Entries[0].Key,
            AddRemovals = AddRemovals,
        };

    public static readonly StoreOperation<BatchWrite, BatchReply<bool>> Add =
        new("add", static (_, call, cancellationToken) => call.Backend.AddManyAsync(call.Entries, cancellationToken))
        {
            Subject = static call => call.Entries[0].Key,
            AddRemovals = AddRemovals,
        };

    public static readonly StoreOperation<BatchCall, BatchReply<bool?>> Remove =
        new("remove", static (_, call, cancellationToken) => call.Backend.RemoveManyAsync(call.Keys, cancellationToken))
        { Subject = static call => call.Keys[0] };

    private static void AddRemovals(RemovalReplay replay, BatchWrite call)
    {
        foreach (BatchEntry entry in call.Entries)
            replay.AddKey(entry.Key);
    }

    private static async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetPayloadsAsync(BatchCall call, CancellationToken cancellationToken)
    {
        BatchReply<CacheEntry?> read = await call.Backend.GetManyWithTimeToLiveAsync(call.Keys, cancellationToken).ConfigureAwait(false);
        var payloads = new ReadOnlyMemory<byte>?[read.Count];
        var failures = new Exception?[read.Count];
        for (int i = 0; i < payloads.Length; i++)
            (payloads[i], failures[i]) = (read[i]?.Payload, read.FailureAt(i));
        return new(payloads, failures);
    }
}
