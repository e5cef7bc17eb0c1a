namespace CacheKit;

/// <summary>The optional capability of a backend to read, write, add and remove many keys in one round trip.</summary>
/// <remarks>
/// Each key is treated as by the call for one key. The steps of different keys are not one atomic step. No key may occur twice in a call. A cache
/// passes up to 1,000 keys to a call.
/// <para>
/// A call throws if it failed for every key. If it failed for some of them, the reply has their exceptions, a <see cref="StoreRefusedException"/>
/// where the store refuses a key. <see cref="BatchCalls.JoinAsync"/> makes such a reply.
/// </para>
/// </remarks>
public interface IBatchBackend : ICacheBackend
{
    /// <summary>The payloads under many keys; null for each key that is absent or expired.</summary>
    /// <remarks>Override it where a store can read payloads more cheaply than payloads and their times to live.</remarks>
    async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        BatchReply<CacheEntry?> read = await GetManyWithTimeToLiveAsync(keys, cancellationToken).ConfigureAwait(false);
        var payloads = new ReadOnlyMemory<byte>?[read.Count];
        var failures = new Exception?[read.Count];
        for (int i = 0; i < payloads.Length; i++)
            (payloads[i], failures[i]) = (read[i]?.Payload, read.FailureAt(i));
        return new(payloads, failures);
    }

    /// <summary>The payloads under many keys and their remaining times to live; null for each key that is absent or expired.</summary>
    ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Stores payloads under many keys, in place of what was there. An entry with a time to live of zero or less removes its key.</summary>
    /// <returns>True for each key that did not fail.</returns>
    ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Stores payloads under those of many keys that are absent or expired; true for each that it stored.</summary>
    /// <remarks>
    /// By default one <see cref="IConditionalBackend.AddAsync"/> for each key, some of them at the same time. It is not called if the backend is no
    /// <see cref="IConditionalBackend"/>.
    /// </remarks>
    ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        IConditionalBackend conditional = FindCapability<IConditionalBackend>() ?? throw Capabilities.Missing<IConditionalBackend>(this);
        return BatchCalls.JoinAsync(CallGroup.Begin<BatchEntry, bool>([.. entries], async entry =>
            await conditional.AddAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Removes many keys.</summary>
    /// <returns>True for each key that was there, false for each that was not, null where the store does not tell.</returns>
    ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);
}
