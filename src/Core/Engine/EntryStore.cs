using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Values in a backend, under whole keys. No failure of the backend or of a coder leaves it: a read is then a miss.
internal abstract class EntryStore
{
    // Above a store that is a level of another one stands that other one.
    protected EntryStore(StoreCalls calls, StoreCallSettings callSettings, EntryStore? above = null)
    {
        Time = callSettings.Clock;
        Calls = calls;
        Generations = new TagGenerations(Calls, Time);
        RoundTripCheck = above?.RoundTripCheck ?? new RoundTripCheck();
        Arrivals = above?.Arrivals ?? new Arrivals();
    }

    public virtual ILogger Logger
    {
        get => Calls.Health.Logger;
        set => Calls.Health.Logger = RoundTripCheck.Logger = value;
    }

    public RoundTripCheck RoundTripCheck { get; }

    public Arrivals Arrivals { get; }

    public StoreCalls Calls { get; }

    // Those of what no process keeps a copy of.
    public virtual StoreCalls UncopiedCalls => Calls;

    protected TimeProvider Time { get; }

    protected TagGenerations Generations { get; }

    /// <exception cref="ArgumentException">A wrapper around two levels changes keys or payloads.</exception>
    public static EntryStore On(ICacheBackend backend, StoreCallSettings callSettings = default)
    {
        IValueBackend? values = backend.FindCapability<IValueBackend>();
        if (backend.FindCapability<TieredBackend>() is not { } levels)
            return values is null ? new RemoteEntryStore(new StoreCalls(backend, callSettings), callSettings) : new LocalEntryStore(values, callSettings);
        if (values is not null)
            return new TieredEntryStore(backend, levels, values, callSettings);

        string name = backend.GetType().Name;
        throw new ArgumentException(
            $"{name} changes keys or payloads, so it can't stand around two levels. Put it around the shared store: " +
            $"new {nameof(TieredBackend)}(memory, new {name}(store)).", nameof(backend));
    }

    // The store stays its owner's. Nothing is done by itself any more.
    public virtual void End() => Calls.Dispose();

    public abstract ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken);

    // Who asks for a key at the same time may get the same value: nobody must change it.
    public abstract ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings);

    // The same, of what is there when it is asked for, and not before.
    public virtual ValueTask<EntryRead<T>> ReadAnewAsync<T>(string key, EntrySettings settings) => ReadSharedAsync<T>(key, settings);

    // For a flight that is about to write what it has computed; null where no change of other processes is heard.
    public virtual ComputedWrite? BeginComputed(string key) => null;

    // The marks in the plan were taken before the value was computed: where a tag was evicted since, the entry is outdated from the start.
    public abstract ValueTask<WriteResult> WriteAsync<T>(string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken);

    // The marks of an entry that is about to be computed. None if it can't be stored, as its tags could not be had.
    public virtual ValueTask<StoreResult<TagMark[]>> MarkAsync(EntrySettings settings, CancellationToken cancellationToken) =>
        settings is { Tags.Length: > 0, Keeps: true } ? Generations.TakeAsync(settings.Tags, settings.Expiration, cancellationToken) : new(new StoreResult<TagMark[]>([]));

    // The same for tags that came up only after a computation had started.
    public virtual ValueTask<StoreResult<TagMark[]>> MarkAfterwardsAsync(string[] tags, EntrySettings settings, DateTimeOffset start) =>
        Generations.TakeAfterwardsAsync(tags, settings.Expiration, start);

    // False if the store has not done it yet; no entry with the tag is found in this process all the same.
    public virtual ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken) =>
        mode == EvictionMode.Soft ? Generations.EvictSoftlyAsync(tag, cancellationToken) : Generations.EvictAsync(tag, cancellationToken);

    // For a key whose new value could not be stored: it must not go on having the old one.
    public virtual void Invalidate(string key) => Calls.Invalidate(key);

    // An entry that is about to be evicted counts as absent in this process, even before the store has evicted it. A soft eviction may be served
    // once more anyway.
    public virtual void Hide(TransactionChange change)
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

    public virtual async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken) =>
        (await Calls.ClearAsync(prefix, cancellationToken).ConfigureAwait(false)).Value;

    // Whether a value that was computed as none was found may take the place of what stands there.
    public virtual bool MayOverwrite<T>(string key) => true;

    public bool TryDecode<T>(ReadOnlySpan<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value) =>
        TryDecode(payload, coder, out value, out _);

    protected bool TryDecode<T>(ReadOnlySpan<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value, out ShapeMismatchException? mismatch)
    {
        mismatch = null;
        try
        {
            value = coder.Decode<T>(payload)!;
            return true;
        }
        catch (ShapeMismatchException exception)
        {
            mismatch = exception;
            RoundTripCheck.NoteOtherShape<T>();
        }
        catch (Exception exception)
        {
            RoundTripCheck.NoteUnreadable<T>(exception);
        }

        value = default;
        return false;
    }

    protected bool TryUncover<T>(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata)
    {
        if (EntryEnvelope.TryOpen(stored, out payload, out metadata))
            return true;

        Logger.NotDecoded(new InvalidDataException("The metadata of the entry is corrupt."), typeof(T));
        return false;
    }

    // In milliseconds since 1970, as the lifetimes of entries are.
    protected long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    protected EntryState StateOf(EntryMetadata metadata, TagState tags)
    {
        long now = Now;
        if (metadata.Lifetime is { } expiring && !expiring.IsFreshAt(now))
            return EntryState.Stale;
        if (tags != TagState.Current)
            return EntryState.Evicted;
        return metadata.Lifetime is { } lifetime && lifetime.IsDueAt(now) ? EntryState.Due : EntryState.Fresh;
    }

    // The form in which this process holds a value: the value itself, or a source of one value for each reader. Null if there is neither.
    public CachedValue? HeldOf<T>(T value, EntrySettings settings) => UncodedOf(value, settings.Coder, settings.ByReference) ?? HeldOf(Encode(value, settings.Coder));

    protected static CachedValue? HeldOf(byte[]? payload) => payload is null ? null : new CodedValue(EntryEnvelope.Of(payload, EntryMetadata.None));

    // Null where it takes a coder.
    protected static CachedValue? UncodedOf<T>(T value, ICoder coder, bool byReference)
    {
        if (byReference || ImmutableValues.Holds(value))
            return new ReferenceValue<T>(value, coder, EntryMetadata.None);
        return Prototype.Of(value) is { } prototype ? new CopiedValue<T>(prototype, coder, EntryMetadata.None) : null;
    }

    // The value, for one reader.
    public bool TryTake<T>(CachedValue held, ICoder coder, [MaybeNullWhen(false)] out T value) =>
        TryTakeUncoded(held, out value)
        || (held is CodedValue coded && TryUncover<T>(coded.ToPayload(), out ReadOnlyMemory<byte> payload, out _) && TryDecode(payload.Span, coder, out value));

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

    protected void NoteHit(ReadOnlySpan<char> key)
    {
        CacheMetrics.Hits.Add(1);
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyFound(LogText.Of(key));
    }

    protected void NoteMiss(ReadOnlySpan<char> key)
    {
        CacheMetrics.Misses.Add(1);
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyNotFound(LogText.Of(key));
    }

    protected byte[]? Encode<T>(T value, ICoder coder) => RoundTripCheck.Encode(value, coder);
}
