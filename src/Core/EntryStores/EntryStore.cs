using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Reads and writes coded values in a backend under full keys. Failures of the backend or a coder do not leave this class: a failed read is
// a miss.
internal abstract class EntryStore
{
    // The two-level store of a level; otherwise the store itself.
    private readonly EntryStore _whole;
    private long _arrivals;

    // The store of a level shares the checks and counters of the two-level store above it.
    protected EntryStore(StoreCalls calls, StoreCallSettings callSettings, EntryStore? above = null)
    {
        Time = callSettings.Clock;
        Calls = calls;
        Generations = new TagGenerations(Calls, Time);
        RoundTripCheck = above?.RoundTripCheck ?? new RoundTripCheck();
        _whole = above ?? this;
    }

    public virtual ILogger Logger
    {
        get => Calls.Health.Logger;
        set => Calls.Health.Logger = RoundTripCheck.Logger = value;
    }

    public RoundTripCheck RoundTripCheck { get; }

    // How many flights have ended, and how many values were set, in this process. A caller that reads the store, misses and then leads a flight
    // reads again if the number has changed since its read, because only then can the entry exist by now.
    public long Arrivals => Volatile.Read(ref _whole._arrivals);

    public StoreCalls Calls { get; }

    // The calls for entries that are never copied to L1, such as leases.
    public virtual StoreCalls SharedStoreCalls => Calls;

    protected TimeProvider Time { get; }

    protected TagGenerations Generations { get; }

    /// <exception cref="ArgumentException">A wrapper around two levels changes keys or payloads.</exception>
    public static EntryStore Create(ICacheBackend backend, StoreCallSettings callSettings = default)
    {
        IValueBackend? values = backend.FindCapability<IValueBackend>();
        if (backend.FindCapability<TieredBackend>() is not { } levels)
            return values is null
                ? new BatchEntryStore(new StoreCalls(backend, callSettings), callSettings)
                : new LocalEntryStore(values, callSettings);
        if (values is not null)
            return new TieredEntryStore(backend, levels, values, callSettings);

        string name = backend.GetType().Name;
        throw new ArgumentException(
            $"{name} changes keys or payloads, so it cannot wrap a backend of two levels. Wrap the shared store instead: " +
            $"new {nameof(TieredBackend)}(memory, new {name}(store)).", nameof(backend));
    }

    public void CountArrival() => Interlocked.Increment(ref _whole._arrivals);

    // Stops background work. The backend is not disposed.
    public virtual void End() => Calls.Dispose();

    public abstract ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken);

    // Reads distinct keys. The results are in their order.
    public virtual async ValueTask<EntryRead<T>[]> ReadManyAsync<T>(BatchKey[] keys, CancellationToken cancellationToken)
    {
        var reads = new EntryRead<T>[keys.Length];
        for (int i = 0; i < reads.Length; i++)
            reads[i] = await ReadAsync<T>(keys[i].Key, keys[i].Settings, cancellationToken).ConfigureAwait(false);
        return reads;
    }

    // Concurrent callers may receive the same instance, so they must not modify it. The time to live is read only for a dated value whose entry does
    // not contain its lifetime.
    public abstract ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings);

    // Does not join a read that began earlier.
    public virtual ValueTask<EntryRead<T>> ReadUnsharedAsync<T>(string key, EntrySettings settings) => ReadSharedAsync<T>(key, settings);

    // Tracks the write of a computed value; null if the store does not notify this process of changes.
    public virtual ComputedWrite? BeginComputedWrite(string key) => null;

    // The plan's marks were read before the value was computed: if a tag was evicted since, the entry is outdated from the start.
    public abstract ValueTask<WriteResult> WriteAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken);

    // Writes a value of which the caller needs no more than the outcome.
    public virtual ValueTask<WriteResult> SetAsync<T>(
        string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken) =>
        WriteAsync(key, value, settings, plan, cancellationToken);

    // Writes distinct keys. The results are in their order.
    public virtual async ValueTask<WriteResult[]> WriteManyAsync<T>(EntryWrite<T>[] writes, CancellationToken cancellationToken)
    {
        var written = new WriteResult[writes.Length];
        for (int i = 0; i < written.Length; i++)
            written[i] = await WriteAsync(writes[i].Key, writes[i].Value, writes[i].Settings, writes[i].Plan, cancellationToken).ConfigureAwait(false);
        return written;
    }

    // Takes the marks of several entries. Entries that share their settings object share their marks.
    public virtual async ValueTask<StoreResult<TagMark[]>[]> MarkManyAsync(EntrySettings[] settings, CancellationToken cancellationToken)
    {
        var marks = new StoreResult<TagMark[]>[settings.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] = i > 0 && ReferenceEquals(settings[i], settings[i - 1])
                ? marks[i - 1]
                : await MarkAsync(settings[i], cancellationToken).ConfigureAwait(false);
        }

        return marks;
    }

    // Reads the generations of an entry's tags before it is computed. No value if they could not be read; then the entry is not stored.
    public virtual ValueTask<StoreResult<TagMark[]>> MarkAsync(EntrySettings settings, CancellationToken cancellationToken) =>
        settings is { Tags.Length: > 0, ShouldStore: true }
            ? Generations.TakeAsync(settings.Tags, settings.KeptFor, cancellationToken)
            : new(new StoreResult<TagMark[]>([]));

    // The marks for an entry that is not computed, but written now. No marks if they could not be read.
    public virtual ValueTask<TagClaim> ClaimAsync(EntrySettings settings, CancellationToken cancellationToken) =>
        settings is { Tags.Length: > 0, ShouldStore: true }
            ? Generations.ClaimAsync(settings.Tags, settings.KeptFor, cancellationToken)
            : new(new TagClaim(new StoreResult<TagMark[]>([])));

    // Marks that were read before the entry is written, and need no check.
    public async ValueTask<TagClaim> MarkAndClaimAsync(EntrySettings settings, CancellationToken cancellationToken) =>
        new(await MarkAsync(settings, cancellationToken).ConfigureAwait(false));

    // Reads the generations of tags that the factory added during a computation.
    public virtual ValueTask<StoreResult<TagMark[]>> MarkAfterwardsAsync(string[] tags, EntrySettings settings, DateTimeOffset start) =>
        Generations.TakeAfterwardsAsync(tags, settings.KeptFor, start);

    // False if the store has not evicted the tag yet. This process no longer finds entries with the tag in either case.
    public virtual ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken) =>
        mode == EvictionMode.Soft ? Generations.EvictSoftlyAsync(tag, cancellationToken) : Generations.EvictAsync(tag, cancellationToken);

    public virtual async ValueTask<bool> EvictManyAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        bool isDone = true;
        foreach (string tag in tags)
            isDone &= await EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        return isDone;
    }

    // For a key whose new value could not be stored: its old value must not be found.
    public virtual void Invalidate(string key) => Calls.Invalidate(key);

    // Makes an entry unavailable in this process before the store has evicted it. Softly evicted entries may be served once more, so they
    // stay.
    public virtual void InvalidateLocally(TransactionChange change)
    {
        switch (change.Kind)
        {
            case TransactionChangeKind.Prefix:
                Calls.InvalidateAll(change.Text);
                break;
            case TransactionChangeKind.Tag:
                Generations.Invalidate(change.Text);
                break;
            case TransactionChangeKind.Key or TransactionChangeKind.Put:
                Calls.Invalidate(change.Text);
                break;
        }
    }

    public virtual async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        (await Calls.RemoveAsync(key, cancellationToken).ConfigureAwait(false)).Value;

    // The number of keys that were there, or -1 if the store does not tell.
    public virtual async ValueTask<long> RemoveManyAsync(string[] keys, CancellationToken cancellationToken)
    {
        StoreResult<bool?>[] removed = await Calls.Batch.RemoveAsync(keys, cancellationToken).ConfigureAwait(false);
        return Array.Exists(removed, result => result is { Failed: false, Value: null }) ? -1 : removed.LongCount(result => result.Value == true);
    }

    public virtual async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken) =>
        (await Calls.ClearAsync(prefix, cancellationToken).ConfigureAwait(false)).Value;

    // Whether a value of the type that was computed after a miss may overwrite the key's content.
    public virtual bool MayOverwrite(string key, Type type) => true;

    public bool TryDecode<T>(ReadOnlyMemory<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value) =>
        TryDecode(payload, coder, out value, out _);

    // The coder is that of the key. The mismatch is set for the payload of another version of the application.
    protected bool TryDecode<T>(
        ReadOnlyMemory<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value, out PayloadMismatch? mismatch, bool isOwned = false)
    {
        mismatch = null;
        try
        {
            value = (coder is IMemoryCoder keeping ? keeping.Decode<T>(payload, isOwned) : coder.Decode<T>(payload.Span))!;
            return true;
        }
        catch (ShapeMismatchException exception)
        {
            mismatch = new PayloadMismatch(exception.Found, exception.Expected);
            RoundTripCheck.ReportOtherShape<T>();
        }
        catch (CoderMismatchException exception)
        {
            mismatch = new PayloadMismatch(exception.Found, exception.Expected);
            RoundTripCheck.ReportOtherCoder<T>();
        }
        catch (TransformException exception)
        {
            RoundTripCheck.ReportRefused<T>(exception);
        }
        catch (Exception exception)
        {
            RoundTripCheck.ReportUnreadable<T>(exception);
        }

        value = default;
        return false;
    }

    protected bool TryUnwrap<T>(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata)
    {
        if (EntryEnvelope.TryUnwrap(stored, out payload, out metadata))
            return true;

        Logger.NotDecoded(new InvalidDataException("The metadata of the entry is corrupt."), typeof(T));
        return false;
    }

    // Milliseconds since 1970 UTC, the unit of EntryLifetime.
    protected long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    protected EntryState StateOf(EntryMetadata metadata, TagState tags)
    {
        EntryState untimed = tags == TagState.Current ? EntryState.Fresh : EntryState.Evicted;
        if (metadata.Lifetime is not { } lifetime)
            return untimed;

        long now = Now;
        if (!lifetime.IsFreshAt(now))
            return EntryState.Stale;
        return untimed == EntryState.Fresh && lifetime.IsDueAt(now) ? EntryState.RefreshDue : untimed;
    }

    // The form of a value that this process can cache: the value itself, or a source of one instance per reader; null if it can be neither
    // shared, copied nor encoded. Only the value itself carries the metadata.
    public CachedValue? ToCachedValue<T>(string key, T value, EntrySettings settings, EntryMetadata? metadata = null) =>
        ToUncodedValue(value, settings.Coder.OfEntry<T>(key), settings.ByReference, metadata)
        ?? ToCachedValue(RoundTripCheck.Encode(value, settings.Coder, key, out _));

    protected static CachedValue? ToCachedValue(byte[]? payload) =>
        payload is null ? null : new CodedValue(EntryEnvelope.Wrap(payload, EntryMetadata.None));

    // Null if the value must be encoded.
    protected static CachedValue? ToUncodedValue<T>(T value, ICoder coder, bool byReference, EntryMetadata? metadata = null)
    {
        metadata ??= EntryMetadata.None;
        if (byReference || ImmutableValues.Holds(value))
            return new ReferenceValue<T>(value, coder, metadata);
        return Prototype.Of(value) is { } prototype ? new CopiedValue<T>(prototype, coder, metadata) : null;
    }

    // Gets the value for one reader.
    public bool TryTake<T>(string key, CachedValue held, ICoder coder, [MaybeNullWhen(false)] out T value) =>
        TryTakeUncoded(held, out value)
        || (held is CodedValue coded && TryUnwrap<T>(coded.ToPayload(), out ReadOnlyMemory<byte> payload, out _)
            && TryDecode(payload, coder.OfEntry<T>(key), out value));

    protected static bool TryTakeUncoded<T>(CachedValue? held, [MaybeNullWhen(false)] out T value)
    {
        if (held is ReferenceValue<T> shared)
        {
            value = shared.Value;
            return true;
        }

        value = default;
        return held is CopiedValue<T> copied && copied.TryCopy(out value);
    }

    protected void LogHit(ReadOnlySpan<char> key)
    {
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyFound(LogText.Of(key));
    }

    protected void LogMiss(ReadOnlySpan<char> key)
    {
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyNotFound(LogText.Of(key));
    }
}
