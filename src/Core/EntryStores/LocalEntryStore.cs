using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries of a backend in this process. They are read synchronously, and by reference if no caller can change the value.
internal sealed class LocalEntryStore : EntryStore
{
    private readonly LocalValues _values;
    private readonly LocalTags _tags;
    private readonly bool _isWhole;

    public LocalEntryStore(IValueBackend backend, StoreCallSettings callSettings, EntryStore? above = null)
        : base(StoreCalls.InProcess(backend, callSettings), callSettings, above)
    {
        _isWhole = above is null;
        _values = new LocalValues(backend, Calls.Health, RoundTripCheck);
        _tags = new LocalTags(backend, callSettings.Clock, Calls.Health);
    }

    // Takes a span, so that a hit needs no string for its key. Finds fresh entries that need no refresh. Otherwise look tells whether the
    // entry is missing; if not, ReadAsync must examine it.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value, out LocalLookup look)
    {
        long arrivals = Arrivals;
        return LogRead(key, TryOpen(key, _values.Find(key), coder, out value, out bool isMissing), arrivals, isMissing, out look);
    }

    // Takes the key in two parts, so that neither a miss nor a hit of a value that is returned by reference composes it.
    public bool TryRead<T>(string head, ReadOnlySpan<char> rest, ICoder coder, [MaybeNullWhen(false)] out T value, out LocalLookup look)
    {
        long arrivals = Arrivals;
        CachedValue? held = null;
        if (head.Length + rest.Length < LongKey.LengthLimit)
        {
            held = _values.Find(head, rest);
            if (held is ReferenceValue<T> shared && IsCurrent(shared.Metadata) && !Logger.IsEnabled(LogLevel.Debug))
            {
                value = shared.Value;
                look = default;
                return true;
            }

            if (held is null && !Logger.IsEnabled(LogLevel.Debug))
            {
                value = default;
                look = new LocalLookup(arrivals, IsMiss: _isWhole);
                return false;
            }
        }

        return TryReadComposed(head, rest, held, arrivals, coder, out value, out look);
    }

    public bool TryRead<T>(
        ReadOnlySpan<char> key,
        ICoder coder,
        [MaybeNullWhen(false)] out T value,
        out LocalLookup look,
        out TimeSpan? timeToLive,
        out EntryMetadata? metadata)
    {
        long arrivals = Arrivals;
        CachedValue? held = _values.Find(key, out timeToLive);
        metadata = LocalValue.MetadataOf(held);
        return LogRead(key, TryOpen(key, held, coder, out value, out bool isMissing), arrivals, isMissing, out look);
    }

    // Also returns tickets for a caller that keeps the value; null if each caller gets its own copy, or if reads prolong the entry.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value, out LocalLookup look, out EntryTickets? tickets)
    {
        long arrivals = Arrivals;
        CachedValue? held = _values.Find(key, out ValueTicket ticket);
        tickets = null;
        EntryMetadata metadata = LocalValue.MetadataOf(held);
        if (held is ReferenceValue<T> shared && IsCurrent(metadata))
        {
            value = shared.Value;
            if (metadata.Lifetime is not { } lifetime)
                tickets = new EntryTickets(ticket, metadata.Tags);
            else if (lifetime.UncheckedUntil > 0)
                tickets = new EntryTickets(ticket.Until(lifetime.UncheckedUntil), metadata.Tags);
        }
        else
        {
            return LogRead(key, TryOpen(key, held, coder, out value, out bool isMissing), arrivals, isMissing, out look);
        }

        return LogRead(key, isHit: true, arrivals, isMissing: false, out look);
    }

    // Whether the value that was returned with the tickets is still a hit.
    public bool TryHit(in EntryTickets tickets)
    {
        // At Debug a hit is logged with its key, which is not available here.
        return !Logger.IsEnabled(LogLevel.Debug) && IsHeld(tickets);
    }

    // At Debug each hit is logged with its key.
    public bool CanHitTogether => !Logger.IsEnabled(LogLevel.Debug);

    // How many entries are held before the first one that is not. Their tags are not among what is looked at.
    public int CountHeld(ReadOnlySpan<ValueTicket> entries) => _values.CountHeld(entries);

    public bool HasCurrentTags(in EntryTickets tickets) => tickets.Tags == TagMarks.None || _values.StateOf(tickets.Tags) == TagState.Current;

    public bool IsHeld(in EntryTickets tickets) => _values.IsHeld(tickets);

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long arrivals = Arrivals;
        return new(Read<T>(key, _values.Find(key), null, settings) with { Arrivals = arrivals });
    }

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings)
    {
        long arrivals = Arrivals;
        CachedValue? held = _values.Find(key, out TimeSpan? timeToLive);
        return new(Read<T>(key, held, timeToLive, settings) with { Arrivals = arrivals });
    }

    public override ValueTask<WriteResult> WriteAsync<T>(string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CachedValue? held = ToCachedValue(key, value, settings, plan.Metadata);
        return new(held is null
            ? new WriteResult(IsStored: false, IsUnstorable: true)
            : new WriteResult(_values.TryHold<T>(key, LocalValue.Of(held, plan.Metadata), plan.TimeToLive), held));
    }

    public override ValueTask<StoreResult<TagMark[]>> MarkAsync(EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Take(settings));
    }

    public override ValueTask<TagClaim> ClaimAsync(EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new TagClaim(Take(settings)));
    }

    public override ValueTask<StoreResult<TagMark[]>> MarkAfterwardsAsync(string[] tags, EntrySettings settings, DateTimeOffset start) =>
        new(_tags.TakeAfterwards(tags, settings.KeptFor, start));

    public override ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(mode == EvictionMode.Soft ? _tags.EvictSoftly(tag) : _tags.Evict(tag));
    }

    private StoreResult<TagMark[]> Take(EntrySettings settings) =>
        settings is { Tags.Length: > 0, ShouldStore: true } ? _tags.Take(settings.Tags, settings.KeptFor) : new StoreResult<TagMark[]>([]);

    private EntryRead<T> Read<T>(string key, CachedValue? held, TimeSpan? timeToLive, EntrySettings settings)
    {
        if (!TryOpen(key, ref held, settings.Coder, out T? value, out EntryMetadata? metadata, out TagState tags))
        {
            LogMiss(key);
            return default;
        }

        EntryState state = StateOf(metadata, tags);
        if (state is EntryState.Stale or EntryState.Evicted)
            LogMiss(key);
        else
            LogHit(key);
        if (state == EntryState.Fresh && metadata.Lifetime is { } lifetime && settings.ShouldSlide(lifetime, Now))
            Slide<T>(key, held, metadata, lifetime, settings.Policy.Stale.Grace);
        return new EntryRead<T>(state, value, timeToLive, metadata, IsLocal: true);
    }

    // Prolongs an entry that was read.
    private void Slide<T>(string key, CachedValue held, EntryMetadata metadata, EntryLifetime lifetime, TimeSpan grace)
    {
        EntryLifetime slid = lifetime.SlideAt(Now);
        _values.TryHold<T>(key, LocalValue.Of(held, metadata.With(slid)), slid.StoreTimeToLiveAt(Now, grace), held);
    }

    // A key that is too long is shortened, and found as a whole.
    [SkipLocalsInit]
    private bool TryReadComposed<T>(
        string head,
        ReadOnlySpan<char> rest,
        CachedValue? held,
        long arrivals,
        ICoder coder,
        [MaybeNullWhen(false)] out T value,
        out LocalLookup look)
    {
        var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
        try
        {
            ReadOnlySpan<char> key = KeySpace.Append(head, rest, ref buffer);
            if (key.Length == LongKey.LengthLimit)
                held = _values.Find(key);
            return LogRead(key, TryOpen(key, held, coder, out value, out bool isMissing), arrivals, isMissing, out look);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    // Logs a hit or a miss. On two levels a miss here may be a hit on L2, so it is not logged.
    private bool LogRead(ReadOnlySpan<char> key, bool isHit, long arrivals, bool isMissing, out LocalLookup look)
    {
        look = new LocalLookup(arrivals, isMissing && _isWhole);
        if (isHit)
            LogHit(key);
        else if (look.IsMiss)
            LogMiss(key);
        return isHit;
    }

    // Succeeds for an entry that is fresh, and neither due for a refresh nor for a prolongation.
    private bool TryOpen<T>(ReadOnlySpan<char> key, CachedValue? held, ICoder coder, [MaybeNullWhen(false)] out T value, out bool isMissing)
    {
        isMissing = false;
        if (held is ReferenceValue<T> shared && IsCurrent(shared.Metadata))
        {
            value = shared.Value;
            return true;
        }

        value = default;
        if (!IsFreshWithoutUpdate(LocalValue.MetadataOf(held)))
            return false;

        isMissing = !TryOpen(key, ref held, coder, out value, out EntryMetadata? metadata, out TagState tags);
        return !isMissing && tags == TagState.Current && IsFreshWithoutUpdate(metadata!);
    }

    private bool IsCurrent(EntryMetadata metadata) =>
        metadata.IsNone || (IsFreshWithoutUpdate(metadata) && _values.StateOf(metadata.Tags) == TagState.Current);

    // Succeeds for an entry in any state that was not evicted immediately.
    private bool TryOpen<T>(
        ReadOnlySpan<char> key,
        [NotNullWhen(true)] ref CachedValue? held,
        ICoder coder,
        [MaybeNullWhen(false)] out T value,
        [NotNullWhen(true)] out EntryMetadata? metadata,
        out TagState tags)
    {
        value = default;
        metadata = LocalValue.MetadataOf(held);
        tags = _values.StateOf(metadata.Tags);
        if (held is null || tags == TagState.Evicted || TryTakeUncoded(held, out value))
            return held is not null && tags != TagState.Evicted;

        try
        {
            CachedValue inner = held is EnclosedValue enclosed ? enclosed.Value : held;
            if (!TryDecodeStored(inner.ToPayload(), coder.OfEntry<T>(key), out value, out EntryMetadata? stored, out TagState now))
                return false;
            (metadata, tags) = held == inner ? (stored, now) : (metadata, tags);
            if (inner is CodedValue)
                CacheDecoded(key, ref held, value, coder, metadata);
            return true;
        }
        catch (CodingException exception)
        {
            RoundTripCheck.ReportUnreadable<T>(exception);
            return false;
        }
    }

    // Replaces a payload by its decoded value, so that the next reader needs no coder.
    private void CacheDecoded<T>(ReadOnlySpan<char> key, ref CachedValue held, T value, ICoder coder, EntryMetadata metadata)
    {
        if (ToUncodedValue(value, coder.OfEntry<T>(key), byReference: false) is { } uncoded && _values.Find(key, out TimeSpan? timeToLive) == held)
        {
            CachedValue decoded = LocalValue.Of(uncoded, metadata);
            if (_values.TryHold<T>(key.ToString(), decoded, timeToLive, held))
                held = decoded;
        }
    }

    // A payload that was written through the backend may be an envelope.
    private bool TryDecodeStored<T>(
        ReadOnlyMemory<byte> stored, ICoder coder, [MaybeNullWhen(false)] out T value, out EntryMetadata metadata, out TagState tags)
    {
        value = default;
        tags = TagState.Evicted;
        if (!TryUnwrap<T>(stored, out ReadOnlyMemory<byte> payload, out metadata))
            return false;

        tags = _values.StateOf(metadata.Tags);
        return tags != TagState.Evicted && TryDecode(payload, coder, out value);
    }

    private bool IsFreshWithoutUpdate(EntryMetadata metadata) => metadata.Lifetime is not { } lifetime || IsFreshWithoutUpdate(lifetime, Now);

    private static bool IsFreshWithoutUpdate(EntryLifetime lifetime, long now) =>
        lifetime.IsFreshAt(now) && !lifetime.IsDueAt(now) && !lifetime.ShouldSlideAt(now);
}
