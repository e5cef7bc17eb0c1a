using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Passes the payloads of another backend through transforms. An entry whose payload can't be restored counts as absent.
//
// Each encoding of a payload may differ, as with encryption, so a replacement reads what is stored, compares the restored payload, and then
// replaces what it has read.
internal sealed class TransformedBackend : DelegatingBackend, ITransformingBackend
{
    private readonly StoredPayloads _payloads;

    public TransformedBackend(ICacheBackend inner, TransformedCoder transforms)
        : base(inner) => _payloads = new StoredPayloads(transforms, inner.HandsOverPayloads);

    public IReadOnlyList<IPayloadTransform> Transforms => _payloads.Transforms.Transforms;

    public ICacheBackend Store => Inner;

    public string StoreName => BackendName.Of(Inner);

    // Each read returns arrays of its own.
    public override bool HandsOverPayloads => true;

    protected override bool ForwardsValues => false;

    public TransformedBackend Then(IPayloadTransform transform) => new(Inner, (TransformedCoder)_payloads.Transforms.Then(transform));

    public void Exclude(string key)
    {
        _payloads.Exclude(key);
        Inner.FindCapability<ITransformingBackend>()?.Exclude(key);
    }

    public override TCapability? FindCapability<TCapability>()
        where TCapability : class =>
        typeof(TCapability) == typeof(ILoggingBackend) ? (TCapability)(object)this : base.FindCapability<TCapability>();

    public override void UseLoggers(ILoggerFactory loggerFactory)
    {
        _payloads.UseLogger(loggerFactory.CreateLogger("CacheKit"));
        Inner.FindCapability<ILoggingBackend>()?.UseLoggers(loggerFactory);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Decode(key, await Inner.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } stored ? _payloads.Decode(key, stored) : null;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) =>
        await base.GetRentedAsync(key, cancellationToken).ConfigureAwait(false) is { } stored ? _payloads.DecodeRented(key, stored) : null;

    // The buffer is not given back after a call that failed, because the store may still read it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadOnlyMemory<byte> stored = EncodeUnlessRemoved(key, payload, timeToLive, out PayloadBuffer? rented);
        await Inner.SetAsync(key, stored, timeToLive, cancellationToken).ConfigureAwait(false);
        rented?.Dispose();
    }

    public override async ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadOnlyMemory<byte> stored = _payloads.Encode(key, payload, out PayloadBuffer? rented);
        bool isAdded = await base.AddAsync(key, stored, timeToLive, cancellationToken).ConfigureAwait(false)
            || await AddInsteadAsync(key, stored, timeToLive, cancellationToken).ConfigureAwait(false);
        rented?.Dispose();
        return isAdded;
    }

    public override async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadOnlyMemory<byte> stored = EncodeUnlessRemoved(key, payload, timeToLive, out PayloadBuffer? rented);
        bool isReplaced = _payloads.IsRecord(key, expected.Span)
            ? await base.ReplaceAsync(key, expected, stored, timeToLive, cancellationToken).ConfigureAwait(false)
            : await ReplaceReadAsync(key, expected, stored, timeToLive, cancellationToken).ConfigureAwait(false);
        rented?.Dispose();
        return isReplaced;
    }

    public override async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        BatchReply<ReadOnlyMemory<byte>?> read = await base.GetManyAsync(keys, cancellationToken).ConfigureAwait(false);
        return Convert(keys, read, (key, stored) => stored is { } held ? _payloads.Decode(key, held) : null);
    }

    public override async ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Convert(keys, await base.GetManyWithTimeToLiveAsync(keys, cancellationToken).ConfigureAwait(false), Decode);

    public override ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        SendAsync(entries, encoded => base.SetManyAsync(encoded, cancellationToken));

    public override ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        SendAsync(entries, async encoded =>
        {
            BatchReply<bool> added = await base.AddManyAsync(encoded, cancellationToken).ConfigureAwait(false);
            return await AddInsteadAsync(encoded, added, cancellationToken).ConfigureAwait(false);
        });

    private CacheEntry? Decode(string key, CacheEntry? stored) =>
        stored is var (held, timeToLive) && _payloads.Decode(key, held) is { } payload ? new CacheEntry(payload, timeToLive) : null;

    private ReadOnlyMemory<byte> EncodeUnlessRemoved(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, out PayloadBuffer? rented)
    {
        rented = null;
        return timeToLive <= TimeSpan.Zero ? default : _payloads.Encode(key, payload, out rented);
    }

    // Repeats if the same payload was stored again, in another form. What was found again after a failed replacement is an outdated read.
    private async ValueTask<bool> ReplaceReadAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> stored, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? tried = null;
        while (await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } held
            && _payloads.TryDecode(key, held, out ReadOnlyMemory<byte> payload, out _)
            && payload.Span.SequenceEqual(expected.Span)
            && tried?.Span.SequenceEqual(held.Span) != true)
        {
            if (await base.ReplaceAsync(key, held, stored, timeToLive, cancellationToken).ConfigureAwait(false))
                return true;

            tried = held;
        }

        return false;
    }

    // After an addition that has found something under the key: if that can't be restored, it counts as absent.
    private async ValueTask<bool> AddInsteadAsync(string key, ReadOnlyMemory<byte> stored, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        !_payloads.IsOfRecords(key)
        && await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } held
        && !_payloads.TryDecode(key, held, out _, out _)
        && (await base.ReplaceAsync(key, held, stored, timeToLive, cancellationToken).ConfigureAwait(false)
            || await base.AddAsync(key, stored, timeToLive, cancellationToken).ConfigureAwait(false));

    // One trip for what the additions have found. Its failure is that of these keys alone: the others have been added.
    private async ValueTask<BatchReply<bool>> AddInsteadAsync(BatchEntry[] entries, BatchReply<bool> added, CancellationToken cancellationToken)
    {
        int[] found = [.. Enumerable.Range(0, entries.Length).Where(i => added.FailureAt(i) is null && !added[i] && !_payloads.IsOfRecords(entries[i].Key))];
        if (found.Length == 0)
            return added;

        Task<BatchReply<ReadOnlyMemory<byte>?>> reading = base.GetManyAsync([.. found.Select(i => entries[i].Key)], cancellationToken).AsTask();
        var additions = new Task<bool>[entries.Length];
        for (int i = 0; i < additions.Length; i++)
            additions[i] = added.FailureAt(i) is { } failure ? Task.FromException<bool>(failure) : Task.FromResult(added[i]);
        for (int i = 0; i < found.Length; i++)
            additions[found[i]] = AddInsteadAsync(entries[found[i]], reading, i, cancellationToken);
        return await BatchCalls.JoinAsync(additions).ConfigureAwait(false);
    }

    private async Task<bool> AddInsteadAsync(
        BatchEntry entry, Task<BatchReply<ReadOnlyMemory<byte>?>> reading, int index, CancellationToken cancellationToken)
    {
        BatchReply<ReadOnlyMemory<byte>?> held = await reading.ConfigureAwait(false);
        return held.FailureAt(index) is null
            && held[index] is { } stored
            && !_payloads.TryDecode(entry.Key, stored, out _, out _)
            && await AddInsteadAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false);
    }

    // Sends the entries whose payloads can be encoded.
    private async ValueTask<BatchReply<bool>> SendAsync(IReadOnlyList<BatchEntry> entries, Func<BatchEntry[], ValueTask<BatchReply<bool>>> send)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var encoded = new List<BatchEntry>(entries.Count);
        var failures = new Exception?[entries.Count];
        for (int i = 0; i < failures.Length; i++)
        {
            try
            {
                ReadOnlyMemory<byte> stored = EncodeUnlessRemoved(entries[i].Key, entries[i].Payload, entries[i].TimeToLive, out PayloadBuffer? rented);
                encoded.Add(entries[i] with { Payload = rented is null ? stored : stored.ToArray() });
                rented?.Dispose();
            }
            catch (StoreRefusedException refusal)
            {
                failures[i] = refusal;
            }
        }

        BatchReply<bool> sent = encoded.Count == 0 && failures.Length > 0 ? default : await send([.. encoded]).ConfigureAwait(false);
        var results = new bool[failures.Length];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            if (failures[i] is null && (failures[i] = sent.FailureAt(next++)) is null)
                results[i] = sent[next - 1];
        }

        return BatchCalls.Reply(results, failures);
    }

    private static BatchReply<T?> Convert<T>(IReadOnlyList<string> keys, BatchReply<T?> read, Func<string, T?, T?> decode)
        where T : struct
    {
        var values = new T?[read.Count];
        var failures = new Exception?[read.Count];
        for (int i = 0; i < values.Length; i++)
        {
            failures[i] = read.FailureAt(i);
            values[i] = failures[i] is null ? decode(keys[i], read[i]) : null;
        }

        return new(values, failures);
    }
}
