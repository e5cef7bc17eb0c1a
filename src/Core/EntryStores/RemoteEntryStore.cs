using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Reads and writes entries in a backend outside this process, which may be slow or down: a failed read is a miss, and a failed write is
// skipped. Reads and writes are pooled, so that they allocate little more than the client.
internal abstract class RemoteEntryStore(StoreCalls calls, StoreCallSettings callSettings) : EntryStore(calls, callSettings)
{
    private readonly SharedReads _reads = new();
    private readonly OtherVersions _otherVersions = new(callSettings.Clock);
    private readonly OutdatedPayloads _outdated = new(callSettings.Clock);

    // How long an entry is not written again after it was read.
    protected virtual TimeSpan RenewalDelay => TimeSpan.Zero;

    public override void End()
    {
        _outdated.End();
        base.End();
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken) =>
        ReadForAsync<T>(null, key, settings, cancellationToken);

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings)
    {
        SharedRead<T>? shared = _reads.Join<T>(key, settings.Coder, out bool leads);
        return shared is null || leads ? ReadForAsync(shared, key, settings, CancellationToken.None) : FollowAsync(key, shared);
    }

    public override ValueTask<EntryRead<T>> ReadUnsharedAsync<T>(string key, EntrySettings settings) =>
        ReadForAsync<T>(null, key, settings, CancellationToken.None);

    public override bool MayOverwrite(string key, Type type) => _otherVersions.MayOverwrite(key, type);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<WriteResult> WriteAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        byte[]? payload = RoundTripCheck.Encode(value, settings.Coder, key, out bool isTooLong);
        if (payload is null)
            return Unstorable(key, value, settings, isTooLong);

        try
        {
            byte[] stored = EntryEnvelope.Wrap(payload, plan.Metadata);
            StoreResult<bool> answer = await SendAsync(key, stored, plan, cancellationToken).ConfigureAwait(false);
            return ResultOf(new EntryWrite<T>(key, value, settings, plan), payload, stored, answer);
        }
        finally
        {
            _reads.Forget(key);
        }
    }

    // Sends the bytes from rented memory. It is not given back after a call that failed, because the backend may still read it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<WriteResult> SetAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        if (settings.ByReference)
            return await WriteAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);

        PayloadBuffer buffer = PayloadBuffer.Rent();
        if (!RoundTripCheck.TryEncode(value, settings.Coder, key, buffer, out bool isTooLong))
        {
            buffer.Dispose();
            return Unstorable(key, value, settings, isTooLong);
        }

        try
        {
            buffer = EntryEnvelope.Wrap(buffer, plan.Metadata);
            StoreResult<bool> answer = await Calls
                .SetAsync(key, buffer.Written, plan.TimeToLive, cancellationToken, plan.KeepsOldValue).ConfigureAwait(false);
            if (answer.Failed)
                return new WriteResult(IsStored: false, IsRefusedByStore: answer.IsRefused);

            buffer.Dispose();
            LogAdded(key);
            return new WriteResult(IsStored: true);
        }
        finally
        {
            _reads.Forget(key);
        }
    }

    public override ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(base.RemoveAsync(key, cancellationToken), [key]);

    public override ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(base.ClearAsync(prefix, cancellationToken));

    // A read that began earlier would return an evicted entry to callers that join it.
    public override ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(base.EvictAsync(tag, mode, cancellationToken));

    // Called with each decoded entry.
    protected virtual void OnDecoded<T>(in StoredEntry entry, T value, EntrySettings settings)
    {
    }

    protected void ForgetReads() => _reads.ForgetAll();

    // After a change later callers no longer join the earlier reads of its keys; without keys: of all.
    protected async ValueTask<T> ForgettingReadsAsync<T>(ValueTask<T> change, IReadOnlyList<string>? keys = null)
    {
        try
        {
            return await change.ConfigureAwait(false);
        }
        finally
        {
            if (keys is null)
                _reads.ForgetAll();
            foreach (string key in keys ?? [])
                _reads.Forget(key);
        }
    }

    // Reads for one caller, or for all that join a shared read. One method, because each further asynchronous one takes an object for its state.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EntryRead<T>> ReadForAsync<T>(SharedRead<T>? shared, string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        EntryRead<T> read = default;
        try
        {
            long arrivals = Arrivals;
            bool rents = Calls.CanRent && !settings.Coder.Keeps<T>();
            ValueTask<StoreResult<IMemoryOwner<byte>?>> renting = rents ? Calls.GetRentedAsync(key, cancellationToken) : default;
            ValueTask<StoreResult<ReadOnlyMemory<byte>?>> reading = rents ? default : Calls.GetAsync(key, cancellationToken);
            Task<StoreResult<ReadOnlyMemory<byte>?>[]>? generations = ReadGenerations(settings.Tags, cancellationToken);
            StoreResult<IMemoryOwner<byte>?> loan = await renting.ConfigureAwait(false);
            using IMemoryOwner<byte>? rented = loan.Value;
            StoreResult<ReadOnlyMemory<byte>?> answer = rents ? new(rented?.Memory, loan.Failure) : await reading.ConfigureAwait(false);
            read = answer.Value is { } bytes
                ? await OpenAsync<T>(key, new CacheEntry(bytes, null), settings, generations, cancellationToken).ConfigureAwait(false)
                : EntryRead<T>.Missing(answer.Failure);
            if (rented is not null)
                read = read.Detached();
            read = NeedsTimeToLive(read)
                ? await ReadWithTimeToLiveAsync<T>(key, settings, CancellationToken.None).ConfigureAwait(false)
                : read with { Arrivals = arrivals };
        }
        finally
        {
            if (shared is not null)
                _reads.End(key, shared, read);
        }

        return Logged(key, read);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EntryRead<T>> FollowAsync<T>(string key, SharedRead<T> shared) =>
        Logged(key, await shared.Task.ConfigureAwait(false));

    // Begins to read the generations of the tags that an entry is expected to have; null if there are none.
    private Task<StoreResult<ReadOnlyMemory<byte>?>[]>? ReadGenerations(string[]? tags, CancellationToken cancellationToken) =>
        tags is { Length: > 0 } ? Generations.Read(tags, cancellationToken) : null;

    // Whether the entry does not contain its lifetime: another program has stored it, or an older version.
    private static bool NeedsTimeToLive<T>(in EntryRead<T> read) =>
        read is { Value: IDatedValue { IsDated: false }, Metadata: null or { Lifetime: null } };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        long arrivals = Arrivals;
        ValueTask<StoreResult<CacheEntry?>> reading = Calls.GetWithTimeToLiveAsync(key, cancellationToken);
        Task<StoreResult<ReadOnlyMemory<byte>?>[]>? generations = ReadGenerations(settings.Tags, cancellationToken);
        StoreResult<CacheEntry?> answer = await reading.ConfigureAwait(false);
        EntryRead<T> read = answer.Value is { } entry
            ? await OpenAsync<T>(key, entry, settings, generations, cancellationToken).ConfigureAwait(false)
            : EntryRead<T>.Missing(answer.Failure);
        return read with { Arrivals = arrivals };
    }

    protected WriteResult ResultOf<T>(in EntryWrite<T> write, byte[] payload, byte[] stored, StoreResult<bool> answer)
    {
        bool isStored = !answer.Failed && answer.Value;
        if (isStored)
        {
            LogAdded(write.Key);
            if (write.Settings.ByReference && TryDecode(payload, write.Settings.Coder.OfEntry<T>(write.Key), out T? shared))
                OnDecoded(new StoredEntry(write.Key, stored, write.Plan.TimeToLive, payload, write.Plan.Metadata), shared, write.Settings);
        }

        return new WriteResult(isStored, ToCachedValue(payload), IsFenced: !answer.Failed && !isStored,
            IsRefusedByStore: answer.IsRefused, Stored: stored);
    }

    protected static WriteResult Unstorable<T>(string key, T value, EntrySettings settings, bool isTooLong = false) =>
        new(IsStored: false, ToUncodedValue(value, settings.Coder.OfEntry<T>(key), settings.ByReference), IsUnstorable: true, IsTooLong: isTooLong);

    // False if the fence rejected the write. If the expected entry has expired meanwhile, no newer entry exists, so adding is safe.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<StoreResult<bool>> SendAsync(string key, byte[] stored, EntryPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Fence is not { } fence || !Calls.CanWriteConditionally)
            return await Calls.SetAsync(key, stored, plan.TimeToLive, cancellationToken, plan.KeepsOldValue).ConfigureAwait(false);

        if (fence.Expected is { } expected)
        {
            StoreResult<bool> replaced = await Calls.ReplaceAsync(key, expected, stored, plan.TimeToLive, cancellationToken).ConfigureAwait(false);
            if (replaced.Failed || replaced.Value)
                return replaced;
        }

        return await Calls.AddAsync(key, stored, plan.TimeToLive, cancellationToken).ConfigureAwait(false);
    }

    // Completes synchronously if the entry has no tags.
    private ValueTask<EntryRead<T>> OpenAsync<T>(
        string key, CacheEntry read, EntrySettings settings, Task<StoreResult<ReadOnlyMemory<byte>?>[]>? generations,
        CancellationToken cancellationToken)
    {
        if (!TryUnwrap<T>(read.Payload, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata))
            return new(MissToOverwrite<T>(read.Payload));

        var entry = new StoredEntry(key, read.Payload, read.TimeToLive, payload, metadata);
        return metadata.Marks.Length == 0
            ? new(Decode<T>(entry, TagState.Current, settings))
            : DecodeUnlessEvictedAsync<T>(entry, settings, generations, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EntryRead<T>> DecodeUnlessEvictedAsync<T>(
        StoredEntry entry, EntrySettings settings, Task<StoreResult<ReadOnlyMemory<byte>?>[]>? generations, CancellationToken cancellationToken)
    {
        StoreResult<TagState> tags = await Generations
            .StateOfAsync(entry.Metadata.Marks, settings.Tags, generations, cancellationToken).ConfigureAwait(false);
        return DecodeUnlessEvicted<T>(entry, tags, settings);
    }

    protected EntryRead<T> DecodeUnlessEvicted<T>(in StoredEntry entry, StoreResult<TagState> tags, EntrySettings settings)
    {
        if (tags.TimedOut)
            return EntryRead<T>.Missing(tags.Failure);

        return tags.Failed || tags.Value == TagState.Evicted ? MissToOverwrite<T>(entry.Bytes) : Decode<T>(entry, tags.Value, settings);
    }

    private EntryRead<T> Decode<T>(in StoredEntry entry, TagState tags, EntrySettings settings)
    {
        ICoder coder = settings.Coder.OfEntry<T>(entry.Key);
        if (!TryDecode(entry.Payload, coder, out T? value, out PayloadMismatch? mismatch, Calls.OwnsPayloads))
        {
            if (mismatch is { } found)
                _otherVersions.RecordFound<T>(entry.Key, found, Logger);
            return MissToOverwrite<T>(entry.Bytes);
        }

        OnDecoded(entry, value, settings);
        EntryState state = StateOf(entry.Metadata, tags);
        if (coder is KeyedCoder { IsOutdated: true } keyed && state == EntryState.Fresh && Calls.CanWriteConditionally)
            _outdated.Renew(entry.Key, keyed, typeof(T), SharedStoreCalls, RenewalDelay);
        if (entry.Metadata.Lifetime is not { } lifetime)
            return new EntryRead<T>(state, value, entry.TimeToLive, entry.Metadata.IsNone ? null : entry.Metadata, entry.Bytes);

        if (state == EntryState.Fresh && settings.ShouldSlide(lifetime, Now) && Calls.CanWriteConditionally)
            Slide(entry, lifetime, settings.Policy.Stale.Grace);
        return new EntryRead<T>(state, value, entry.TimeToLive, entry.Metadata, entry.Bytes);
    }

    // A miss that keeps the stored bytes, so that the next write can overwrite them.
    protected static EntryRead<T> MissToOverwrite<T>(ReadOnlyMemory<byte> stored) => new(EntryState.Missing, default, Stored: stored);

    // Extends an entry in the background, if it is unchanged. An extension that fails leaves the entry as it was.
    private void Slide(in StoredEntry entry, EntryLifetime lifetime, TimeSpan grace)
    {
        long now = Now;
        EntryLifetime slid = lifetime.SlideAt(now);
        byte[] prolonged = EntryEnvelope.WrapAlways(entry.Payload.Span, entry.Metadata.With(slid));
        (string key, byte[] expected) = (entry.Key, entry.Bytes.ToArray());
        TimeSpan? timeToLive = slid.StoreTimeToLiveAt(now, grace);
        _ = CleanContext.Call(() => Calls.RenewAsync(key, expected, prolonged, timeToLive).AsTask());
    }

    private void LogAdded(string key)
    {
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyAdded(LogText.Of(key));
    }

    protected EntryRead<T> Logged<T>(string key, EntryRead<T> read)
    {
        if (read.IsHit)
            LogHit(key);
        else
            LogMiss(key);
        return read;
    }
}
