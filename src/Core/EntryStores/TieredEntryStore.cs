using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries on two levels. L2 takes all writes and the reads that L1 cannot answer; L1 receives payloads. This class replaces those payloads
// by decoded values, so that every process returns the same value: never the instance that was written.
internal sealed class TieredEntryStore : BatchEntryStore
{
    private readonly TieredBackend _backend;
    private readonly ComputedWrites? _computed;
    private readonly KeyValuePair<string, object?> _cacheName;

    // The backend is the TieredBackend itself or a wrapper around it.
    public TieredEntryStore(ICacheBackend backend, TieredBackend levels, IValueBackend copies, StoreCallSettings callSettings)
        : base(new StoreCalls(backend, callSettings, BackendName.Of(levels.Remote)), callSettings)
    {
        _backend = levels;
        Local = new LocalEntryStore(copies, callSettings, above: this);
        SharedStoreCalls = new StoreCalls(levels.Remote, callSettings, Calls.Health);
        _computed = Calls.CanWriteConditionally ? new ComputedWrites(Calls, callSettings.Clock, levels.DeliveryBound) : null;
        levels.Invalidations.Changed += OnChanged;
        levels.Invalidations.Received += OnReceived;
        _cacheName = new(MetricTags.Cache, callSettings.CacheName);
    }

    // Raised after another process has changed the store.
    public event Action<Change>? Changed;

    // L1. Only writes to L2 change it.
    public LocalEntryStore Local { get; }

    // Lease changes are not announced to other processes, because waiting processes poll.
    public override StoreCalls SharedStoreCalls { get; }

    // Until a process that has stored the entry has heard of an earlier removal: it removes exactly the bytes that it has stored.
    protected override TimeSpan RenewalDelay => _backend.DeliveryBound;

    public override ILogger Logger
    {
        get => base.Logger;
        set => base.Logger = Local.Logger = value;
    }

    public override void End()
    {
        _backend.Invalidations.Changed -= OnChanged;
        _backend.Invalidations.Received -= OnReceived;
        SharedStoreCalls.Dispose();
        base.End();
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.Levels is { } levels)
            return ReadLevelsAsync<T>(key, settings, levels, cancellationToken);

        return TryReadLocal(key, settings, out EntryRead<T> read) ? new(read) : base.ReadAsync<T>(key, settings, cancellationToken);
    }

    private async ValueTask<EntryRead<T>> ReadLevelsAsync<T>(
        string key, EntrySettings settings, LevelUse levels, CancellationToken cancellationToken)
    {
        if (levels.ReadsL1 && TryReadFresh(key, settings, out EntryRead<T> read))
            return read;
        if (!levels.ReadsL2)
            return EntryRead<T>.Missing(CallFailure.NotAttempted);

        bool hadCopy = _backend.L1.GetValue(key, out TimeSpan? copyLife) is not null;
        read = levels.ReadsL1
            ? await base.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false)
            : Logged(key, await ReadWithTimeToLiveAsync<T>(key, settings, cancellationToken).ConfigureAwait(false));

        // The read has replaced the copy, which must not live longer for that.
        LimitCopy(key, levels.WritesL1 || !hadCopy ? levels : levels with { WritesL1 = true, LocalExpiration = copyLife });
        return read;
    }

    // L2 is read for the keys that L1 can't answer. A batch needs the bytes only of entries that it replaces, which are not fresh.
    public override async ValueTask<EntryRead<T>[]> ReadManyAsync<T>(BatchKey[] keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reads = new EntryRead<T>[keys.Length];
        List<int> missing = [];
        for (int i = 0; i < keys.Length; i++)
        {
            if (!TryReadFresh(keys[i].Key, keys[i].Settings, out reads[i]))
                missing.Add(i);
        }

        if (missing.Count == 0)
            return reads;

        EntryRead<T>[] read = await base.ReadManyAsync<T>([.. missing.Select(i => keys[i])], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < missing.Count; i++)
            reads[missing[i]] = read[i];
        return reads;
    }

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings) =>
        TryReadLocal(key, settings, out EntryRead<T> read) ? new(read) : base.ReadSharedAsync<T>(key, settings);

    public override ComputedWrite? BeginComputedWrite(string key) => _computed?.Begin(key);

    // A value that L2 could not store is kept in L1 for the staleness bound, so that an outage does not cause a computation on every call.
    public override async ValueTask<WriteResult> WriteAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        if (settings.Levels is { WritesL2: false })
            return WriteToL1(key, value, settings, plan);

        WriteResult written = await base.WriteAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);
        await EndWriteAsync(key, plan, written).ConfigureAwait(false);
        if (settings.Levels is { } levels)
            LimitCopy(key, levels);
        return written;
    }

    // L1 keeps what was sent.
    public override ValueTask<WriteResult> SetAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken) =>
        WriteAsync(key, value, settings, plan, cancellationToken);

    public override async ValueTask<WriteResult[]> WriteManyAsync<T>(EntryWrite<T>[] writes, CancellationToken cancellationToken)
    {
        WriteResult[] written = await base.WriteManyAsync(writes, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < writes.Length; i++)
            await EndWriteAsync(writes[i].Key, writes[i].Plan, written[i]).ConfigureAwait(false);
        return written;
    }

    private async ValueTask EndWriteAsync(string key, EntryPlan plan, WriteResult written)
    {
        if (written is { IsStored: true, Stored: { } stored } && plan.Write is { } computed)
            await _computed!.EndAsync(computed, stored).ConfigureAwait(false);
        if (written.IsStored)
            return;

        if (written is { Cached: CodedValue held, IsFenced: false })
            _backend.L1.HoldUnstored(key, LocalValue.Of(held, plan.Metadata), plan.TimeToLive);
        else
            _backend.L1.Forget(key);
    }

    // The copy is not kept if its key changes meanwhile.
    private WriteResult WriteToL1<T>(string key, T value, EntrySettings settings, EntryPlan plan)
    {
        _backend.L1.Forget(key);
        CopyTicket ticket = _backend.L1.BeginRead(key);
        byte[]? payload = RoundTripCheck.Encode(value, settings.Coder, key, out bool isTooLong);
        if (payload is null)
            return Unstorable(key, value, settings, isTooLong);

        byte[] stored = EntryEnvelope.Wrap(payload, plan.Metadata);
        TimeSpan? timeToLive = settings.Levels!.LocalExpiration is { } limit && !(plan.TimeToLive <= limit) ? limit : plan.TimeToLive;
        _backend.L1.EndRead(key, new CodedValue(stored), timeToLive, ticket);

        // Only a decoded copy answers calls that don't choose their levels and whose policy has a lifetime: they read L2 otherwise.
        if (TryDecode(payload, settings.Coder.OfEntry<T>(key), out T? decoded))
            OnDecoded(new StoredEntry(key, stored, timeToLive, payload, plan.Metadata), decoded, settings);
        return new WriteResult(IsStored: true, ToCachedValue(payload), Stored: stored);
    }

    private void LimitCopy(string key, LevelUse levels)
    {
        if (!levels.WritesL1)
            _backend.L1.Forget(key);
        else if (levels.LocalExpiration is { } limit)
            _backend.L1.Limit(key, limit);
    }

    public override void Invalidate(string key)
    {
        base.Invalidate(key);
        _backend.L1.Forget(key);
    }

    public override void InvalidateLocally(TransactionChange change)
    {
        base.InvalidateLocally(change);
        if (change.Kind == TransactionChangeKind.Prefix)
            _backend.L1.ForgetAll(change.Text);
        else
            _backend.L1.Forget(change.Text);
    }

    // L1 drops the key before the call, because the circuit breaker may skip it, and afterwards, because a concurrent read may have brought
    // back the old value.
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        _backend.L1.Forget(key);
        bool removed = await base.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        _backend.L1.Forget(key);
        return removed;
    }

    public override async ValueTask<long> RemoveManyAsync(string[] keys, CancellationToken cancellationToken)
    {
        Array.ForEach(keys, _backend.L1.Forget);
        long removed = await base.RemoveManyAsync(keys, cancellationToken).ConfigureAwait(false);
        Array.ForEach(keys, _backend.L1.Forget);
        return removed;
    }

    public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        _backend.L1.ForgetAll(prefix);
        long cleared = await base.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        _backend.L1.ForgetAll(prefix);
        return cleared;
    }

    public override async ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        _backend.L1.Forget(tag);
        bool isDone = await base.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        _backend.L1.Forget(tag);
        return isDone;
    }

    public override async ValueTask<bool> EvictManyAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        Array.ForEach(tags, _backend.L1.Forget);
        bool isDone = await base.EvictManyAsync(tags, mode, cancellationToken).ConfigureAwait(false);
        Array.ForEach(tags, _backend.L1.Forget);
        return isDone;
    }

    protected override void OnDecoded<T>(in StoredEntry entry, T value, EntrySettings settings)
    {
        if (ToUncodedValue(value, settings.Coder.OfEntry<T>(entry.Key), settings.ByReference) is { } held)
            _backend.L1.ReplaceWithDecoded(entry.Key, entry.Bytes, LocalValue.Of(held, entry.Metadata));
    }

    // For an entry with a lifetime the engine may need bytes that an L1 copy does not have. Calls that choose their levels need none, and L1 may be
    // the only level that has their entry.
    private bool TryReadLocal<T>(string key, EntrySettings settings, out EntryRead<T> read)
    {
        read = default;
        return !settings.Policy.HasLifetime && TryReadFresh(key, settings, out read);
    }

    // False for an entry that is due for a refresh or a prolongation.
    private bool TryReadFresh<T>(string key, EntrySettings settings, out EntryRead<T> read)
    {
        read = default;
        if (!Local.TryRead(key, settings.Coder, out T? value, out LocalLookup look, out TimeSpan? timeToLive, out EntryMetadata? metadata))
            return false;

        read = new EntryRead<T>(EntryState.Fresh, value, timeToLive, metadata, Arrivals: look.Arrivals, IsLocal: true);
        return true;
    }

    private void OnReceived(TimeSpan lag) => CacheMetrics.InvalidationLag.Record(lag.TotalSeconds, _cacheName);

    private void OnChanged(Change change)
    {
        CacheMetrics.Invalidations.Add(1, _cacheName);
        ForgetReads();

        // Flights are notified first: a flight that has already begun to write is then among the tracked writes.
        Changed?.Invoke(change);
        _computed?.OnChanged(change);
    }
}
