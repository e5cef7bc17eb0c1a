using System.Runtime.CompilerServices;

namespace CacheKit;

/// <summary>Entries in the memory of this process, in a hash table of its own.</summary>
/// <remarks>
/// An expired entry goes when it is touched, or with a sweep in the background that other calls start. With a size limit, a payload
/// larger than the limit is not kept.
/// </remarks>
public sealed class InMemoryBackend : IValueBackend, IBatchBackend, IListingBackend, IConditionalBackend, IDisposable
{
    // An entry of the table takes 80 bytes, its key 22 beside its characters, and the value's object about 40.
    private const int EntryOverhead = 150;

    private const long SweepInterval = TimeSpan.TicksPerMinute;

    private readonly MemoryTable _table;
    private readonly MemorySweep _sweep;
    private readonly MemoryClock _clock;
    private readonly FrequencyBound? _bound;
    private readonly long? _sizeLimit;
    private long _sweptAt;
    private volatile bool _isDisposed;

    /// <summary>An empty store.</summary>
    /// <param name="options">The settings; null: no bound, and the system's clock.</param>
    public InMemoryBackend(InMemoryBackendOptions? options = null)
    {
        options ??= new InMemoryBackendOptions();
        options.Validate();
        _sizeLimit = options.SizeLimit;
        _clock = new MemoryClock(options.TimeProvider);
        _bound = _sizeLimit is { } limit ? new FrequencyBound(limit) : null;
        _table = new MemoryTable(_bound);
        _sweep = new MemorySweep(_table, IsOver, Drop);
        _sweptAt = _clock.Now;
    }

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> key) => Find(key, out _);

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        timeToLive = null;
        CachedValue? value = Find(key, out MemoryEntry? entry);
        if (value is null || entry!.ExpiresAt == long.MaxValue)
            return value;

        timeToLive = TimeSpan.FromTicks(entry.ExpiresAt - _clock.Now);
        return timeToLive > TimeSpan.Zero ? value : null;
    }

    /// <inheritdoc/>
    public CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        CachedValue? value = Find(key, out MemoryEntry? entry);
        ticket = value is null ? default : new ValueTicket(entry, entry!.ExpiresAt);
        return value;
    }

    /// <inheritdoc/>
    public bool IsHeld(in ValueTicket ticket)
    {
        if (ticket.Holder is not MemoryEntry { Value: not null } entry || !IsStillBefore(ticket.ExpiresAt))
            return false;

        _bound?.NoteRead(entry);
        return true;
    }

    /// <inheritdoc/>
    public void SetValue(string key, CachedValue value, TimeSpan? timeToLive) =>
        Put(key, value, timeToLive, isConditional: false, expected: null);

    /// <inheritdoc/>
    public bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive) =>
        ReferenceEquals(GetValue(key), expected) && Put(key, value, timeToLive, isConditional: true, expected);

    /// <inheritdoc/>
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ReadEntry(key));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(GetValue(key)?.ToPayload());
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SetValue(key, new CodedValue(payload.ToArray()), timeToLive);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Forget(key));
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        long cleared = 0;
        foreach (MemoryEntry entry in _table.EntriesWith(prefix))
            cleared += Forget(entry.Key) ? 1 : 0;
        return new(cleared);
    }

    /// <inheritdoc/>
    /// <remarks>A value that is held as the object it is, is coded to learn its size.</remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (MemoryEntry entry in _table.EntriesWith(prefix).ToAsyncEnumerable().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (GetValue(entry.Key, out TimeSpan? timeToLive) is { } value)
                yield return new StoredKey(entry.Key, timeToLive, value.Size);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new(ReplaceValue(key, expected: null, new CodedValue(payload.ToArray()), timeToLive));
    }

    /// <inheritdoc/>
    /// <remarks>A value that is held as the object it is, is coded to be compared.</remarks>
    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var value = new CodedValue(payload.ToArray());

        // Compared outside the lock, where a coder may take its time; what has changed meanwhile is compared anew.
        while (GetValue(key) is { } held && held.ToPayload().Span.SequenceEqual(expected.Span))
        {
            if (ReplaceValue(key, held, value, timeToLive))
                return new(true);
        }

        return new(false);
    }

    /// <inheritdoc/>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(keys, this, static (memory, key) => memory.ReadEntry(key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(entries, this, static (memory, entry) =>
        {
            memory.SetValue(entry.Key, new CodedValue(entry.Payload.ToArray()), entry.TimeToLive);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(keys, this, static (memory, key) => (bool?)memory.Forget(key), cancellationToken);

    /// <summary>Forgets all entries. From then on the backend holds nothing: what is set is lost, and nothing can be added.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (MemoryEntry entry in _table.EntriesWith(""))
            Forget(entry.Key);
    }

    private CacheEntry? ReadEntry(string key) =>
        GetValue(key, out TimeSpan? timeToLive) is { } value ? new CacheEntry(value.ToPayload(), timeToLive) : null;

    private CachedValue? Find(ReadOnlySpan<char> key, out MemoryEntry? entry)
    {
        int hash = _table.HashOf(key);
        CachedValue? value = _table.PartOf(hash).Find(key, hash, out entry);
        if (value is null)
            return null;
        if (!IsStillBefore(entry!.ExpiresAt))
        {
            DropExpired(entry);
            return null;
        }

        _bound?.NoteRead(entry);
        return value;
    }

    private bool IsStillBefore(long end) => end == long.MaxValue || _clock.IsStillBefore(end);

    private bool Forget(string key)
    {
        int hash = _table.HashOf(key);
        TablePart part = _table.PartOf(hash);
        lock (part.Gate)
            return Forget(part, part.Find(key, hash, out MemoryEntry? held), held);
    }

    // An expired entry was not there.
    private bool Forget(TablePart part, CachedValue? value, MemoryEntry? held)
    {
        if (value is null)
            return false;

        bool isLive = IsStillBefore(held!.ExpiresAt);
        Drop(part, held);
        return isLive;
    }

    private void DropExpired(MemoryEntry entry)
    {
        TablePart part = _table.PartOf(entry.Hash);
        lock (part.Gate)
        {
            if (entry.Value is not null)
                Drop(part, entry);
        }
    }

    // Under the lock of its part.
    private void Drop(TablePart part, MemoryEntry entry)
    {
        bool outdatesOthers = entry.Value is { OutdatesOthers: true };
        part.Remove(entry);
        if (outdatesOthers)
            _sweep.Request();
    }

    // False where something else is held than is expected, or where the value is not kept.
    private bool Put(string key, CachedValue value, TimeSpan? timeToLive, bool isConditional, CachedValue? expected)
    {
        ArgumentNullException.ThrowIfNull(key);
        bool isRemoval = timeToLive <= TimeSpan.Zero;
        long size = isRemoval ? 0 : SizeOf(key, value);
        long now = _clock.Now;
        if (now - Volatile.Read(ref _sweptAt) > SweepInterval)
            SweepAt(now);

        int hash = _table.HashOf(key);
        TablePart part = _table.PartOf(hash);
        lock (part.Gate)
        {
            CachedValue? present = part.Find(key, hash, out MemoryEntry? held);
            bool isLive = present is not null && IsStillBefore(held!.ExpiresAt);
            if (isConditional && !ReferenceEquals(isLive ? present : null, expected))
                return false;
            if (isRemoval || _isDisposed || size > _sizeLimit)
                return Forget(part, present, held) && isRemoval;

            MemoryEntry entry = NewEntry(key, hash, value, EndOf(timeToLive, now), size);
            if (present is null)
                part.Add(entry);
            else
                Replace(part, held!, entry);
            while (part.NextVictim() is { } victim)
                Drop(part, victim);
            return entry.Value is not null;
        }
    }

    private void Replace(TablePart part, MemoryEntry held, MemoryEntry entry)
    {
        bool outdatesOthers = held.Value is { OutdatesOthers: true } && held.Value != entry.Value;
        part.Replace(held, entry);
        if (outdatesOthers)
            _sweep.Request();
    }

    private MemoryEntry NewEntry(string key, int hash, CachedValue value, long expiresAt, long size) =>
        _sizeLimit is null ? new MemoryEntry(key, hash, value, expiresAt) : new SizedEntry(key, hash, value, expiresAt, size);

    private long SizeOf(string key, CachedValue value) => _sizeLimit is null ? 0 : EntryOverhead + (2L * key.Length) + value.Size;

    private static long EndOf(TimeSpan? timeToLive, long now) =>
        timeToLive is { } life && life.Ticks < DateTimeOffset.MaxValue.Ticks - now ? now + life.Ticks : long.MaxValue;

    private void SweepAt(long now)
    {
        Volatile.Write(ref _sweptAt, now);
        _sweep.Request();
    }

    private bool IsOver(MemoryEntry entry) => !IsStillBefore(entry.ExpiresAt) || entry.Value is { } value && value.IsOutdatedIn(this);
}
