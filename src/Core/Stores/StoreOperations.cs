using System.Buffers;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The operations of a backend. A clear has no timeout, because it may have many keys to remove.
internal static class StoreOperations
{
    public static readonly StoreOperation<string, ReadOnlyMemory<byte>?> Get =
        new("get", static (backend, key, cancellationToken) => backend.GetAsync(key, cancellationToken)) { Subject = static key => key };

    // A two-level backend answers GetAsync from L1, so this reads L2 through the other method.
    public static readonly StoreOperation<string, ReadOnlyMemory<byte>?> GetFromSharedStore =
        new("get", static (backend, key, cancellationToken) => GetPayloadAsync(backend, key, cancellationToken)) { Subject = static key => key };

    public static readonly StoreOperation<(IRentingBackend Backend, string Key), IMemoryOwner<byte>?> GetRented =
        new("get", static (_, read, cancellationToken) => read.Backend.GetRentedAsync(read.Key, cancellationToken)) { Subject = static read => read.Key };

    public static readonly StoreOperation<string, CacheEntry?> GetWithTimeToLive =
        new("get", static (backend, key, cancellationToken) => backend.GetWithTimeToLiveAsync(key, cancellationToken))
        { Subject = static key => key };

    public static readonly StoreOperation<(string Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive), bool> Set =
        new("set", static (backend, entry, cancellationToken) => SetAsync(backend, entry, cancellationToken))
        {
            Subject = static entry => entry.Key,
            AddRemovals = static (replay, entry) => replay.AddKey(entry.Key),
            CompleteRemovals = static (pending, entry, _, lastNumber) => pending.CompleteKey(entry.Key, lastNumber),
        };

    // After a failure the key holds the old or the new value.
    public static readonly StoreOperation<(string Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive), bool> SetOrKeep =
        Set with { AddRemovals = null };

    public static readonly StoreOperation<string, bool> Remove =
        new("remove", static (backend, key, cancellationToken) => backend.RemoveAsync(key, cancellationToken))
        {
            Subject = static key => key,
            CompleteRemovals = static (pending, key, _, lastNumber) => pending.CompleteKey(key, lastNumber),
        };

    public static readonly StoreOperation<string, long> Clear =
        new("clear", static (backend, prefix, cancellationToken) => backend.ClearAsync(prefix, cancellationToken))
        {
            Subject = static prefix => prefix,
            HasTimeout = false,
            CompleteRemovals = static (pending, prefix, _, lastNumber) => pending.CompletePrefix(prefix, lastNumber),
        };

    public static readonly StoreOperation<(IConditionalBackend Backend, string Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive), bool> Add =
        new("add", static (_, entry, cancellationToken) =>
            entry.Backend.AddAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken))
        {
            Subject = static entry => entry.Key,
            AddRemovals = static (replay, entry) => replay.AddKey(entry.Key),
        };

    public static readonly StoreOperation<(IConditionalBackend Backend, string Key, ReadOnlyMemory<byte> Expected, byte[] Payload, TimeSpan? TimeToLive), bool>
        Replace =
        new("replace", static (_, entry, cancellationToken) =>
            entry.Backend.ReplaceAsync(entry.Key, entry.Expected, entry.Payload, entry.TimeToLive, cancellationToken))
        {
            Subject = static entry => entry.Key,

            // Extending or removing an entry writes nothing new.
            AddRemovals = static (replay, entry) =>
            {
                if (!(entry.TimeToLive <= TimeSpan.Zero) && !entry.Expected.Span.SequenceEqual(entry.Payload))
                    replay.AddKey(entry.Key);
            },
        };

    // By the same value in another form or with a longer life: after a failure the key holds one of the two.
    public static readonly StoreOperation<(IConditionalBackend Backend, string Key, ReadOnlyMemory<byte> Expected, byte[] Payload, TimeSpan? TimeToLive), bool>
        Renew = Replace with { AddRemovals = null };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ReadOnlyMemory<byte>?> GetPayloadAsync(
        ICacheBackend backend, string key, CancellationToken cancellationToken) =>
        (await backend.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> SetAsync(
        ICacheBackend backend, (string Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive) entry, CancellationToken cancellationToken)
    {
        await backend.SetAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
