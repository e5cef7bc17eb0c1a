namespace CacheKit;

/// <summary>A backend that keeps entries in the memory of this process.</summary>
/// <remarks>
/// An expired entry is removed when it is read, or by a background sweep that other calls start. With a size limit, an entry larger than
/// the limit is not stored.
/// </remarks>
public sealed class InMemoryBackend : IValueBackend, IBatchBackend, IPagedListingBackend, IConditionalBackend, IMeasuredBackend, IDisposable
{
    // One sequence for all stores of the process.
    private static long _lastChange;

    private readonly MemoryTable _table;
    private readonly MemorySweep _sweep;
    private readonly MemoryClock _clock;
    private readonly MemoryListing _listing;
    private readonly FrequencyBound? _bound;
    private readonly long? _sizeLimit;
    private long _obsoletingChanges = Interlocked.Increment(ref _lastChange);
    private volatile bool _isDisposed;

    /// <summary>Creates an empty store.</summary>
    /// <param name="options">The settings; null: the defaults.</param>
    public InMemoryBackend(InMemoryBackendOptions? options = null)
    {
        options ??= new InMemoryBackendOptions();
        options.Validate();
        _sizeLimit = options.SizeLimit;
        _clock = new MemoryClock(options.TimeProvider);
        _bound = _sizeLimit is { } limit ? new FrequencyBound(limit) : null;
        _table = new MemoryTable(_bound);
        _listing = new MemoryListing(_table, _clock);
        _sweep = new MemorySweep(_table, IsExpiredOrObsolete, Drop, _clock.Now);
    }

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> key) => Find(key, out _);

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> head, ReadOnlySpan<char> rest)
    {
        if (_table.Find(head, rest, out MemoryEntry? entry) is { } value)
            return Read(value, entry!);

        // A key that was split elsewhere than after its namespace has another hash.
        return !head.IsEmpty && KeyGroup.NameIn(head).Length == head.Length ? null : GetValue(string.Concat(head, rest));
    }

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
        if (ticket.Holder is not MemoryEntry { Value: not null } entry || !_clock.IsFuture(ticket.ExpiresAt))
            return false;

        _bound?.RecordRead(entry);
        return true;
    }

    /// <inheritdoc/>
    public int CountHeld(ReadOnlySpan<ValueTicket> tickets) => MemoryTickets.CountHeld(tickets, _clock, _bound);

    /// <inheritdoc/>
    /// <remarks>Zero with a size limit: there each hit must count as a read of the records of its tags, so that they are not evicted.</remarks>
    public long ObsoletingChanges => _sizeLimit is null ? Volatile.Read(ref _obsoletingChanges) : 0;

    /// <inheritdoc/>
    public BackendMeasurement Measure() => _table.Measure(_bound);

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
        return new(MemoryPayloads.Read(this, key));
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
        return new(Remove(key));
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        long cleared = 0;
        foreach (MemoryEntry entry in _table.EntriesWith(prefix))
            cleared += Remove(entry.Key) ? 1 : 0;
        return new(cleared);
    }

    /// <inheritdoc/>
    /// <remarks>The size of a value that is held as an object is an estimate of its size in memory.</remarks>
    public IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        _listing.ListAsync(prefix ?? throw new ArgumentNullException(nameof(prefix)), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A page takes a few milliseconds, whatever the number of keys. A cursor is valid for this instance only.</remarks>
    public ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_listing.ListPage(prefix, cursor, size));
    }

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new(ReplaceValue(key, null, new CodedValue(payload.ToArray()), timeToLive));
    }

    /// <inheritdoc/>
    /// <remarks>A value that is held as an object is encoded for the comparison.</remarks>
    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(MemoryPayloads.Replace(this, key, expected.Span, new CodedValue(payload.ToArray()), timeToLive));
    }

    /// <inheritdoc/>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(keys, this, MemoryPayloads.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(entries, this, static (memory, entry) =>
        {
            memory.SetValue(entry.Key, new CodedValue(entry.Payload.ToArray()), entry.TimeToLive);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        MemoryBatch.ForEach(keys, this, static (memory, key) => (bool?)memory.Remove(key), cancellationToken);

    /// <summary>
    /// Removes all entries. Afterwards the backend stores nothing: <see cref="SetAsync"/> has no effect, and <see cref="AddAsync"/> throws.
    /// </summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (MemoryEntry entry in _table.EntriesWith(""))
            Remove(entry.Key);
    }

    private CachedValue? Find(ReadOnlySpan<char> key, out MemoryEntry? entry)
    {
        int length = KeyGroup.NameIn(key).Length;
        CachedValue? value = _table.Find(key[..length], key[length..], out entry);
        return value is null ? null : Read(value, entry!);
    }

    private CachedValue? Read(CachedValue value, MemoryEntry entry)
    {
        if (!_clock.IsFuture(entry.ExpiresAt))
        {
            DropExpired(entry);
            return null;
        }

        _bound?.RecordRead(entry);
        return value;
    }

    private bool Remove(string key)
    {
        int hash = _table.HashOf(key);
        TablePart part = _table.PartOf(hash);
        lock (part.Gate)
            return Remove(part, part.Find(key, hash, out MemoryEntry? held), held);
    }

    // False if there was no entry, or an expired one.
    private bool Remove(TablePart part, CachedValue? value, MemoryEntry? held)
    {
        if (value is null)
            return false;

        bool isLive = _clock.IsFuture(held!.ExpiresAt);
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

    // The caller holds the lock of the part.
    private void Drop(TablePart part, MemoryEntry entry)
    {
        bool makesOthersObsolete = entry.Value is { MakesOthersObsolete: true };
        part.Remove(entry);
        if (makesOthersObsolete)
            OnObsoletingChange();
    }

    // False if another value is held than expected, or if the value was not stored.
    private bool Put(string key, CachedValue value, TimeSpan? timeToLive, bool isConditional, CachedValue? expected)
    {
        ArgumentNullException.ThrowIfNull(key);
        bool isRemoval = timeToLive <= TimeSpan.Zero;
        long size = isRemoval || _sizeLimit is null ? 0 : SizedEntry.SizeOf(key, value);
        long now = _clock.Now;
        _sweep.RequestIfDue(now);
        int hash = _table.HashOf(key);
        TablePart part = _table.PartOf(hash);
        lock (part.Gate)
        {
            CachedValue? present = part.Find(key, hash, out MemoryEntry? held);
            bool isLive = present is not null && _clock.IsFuture(held!.ExpiresAt);
            if (isConditional && !ReferenceEquals(isLive ? present : null, expected))
                return false;
            if (isRemoval || _isDisposed || size > _sizeLimit)
                return Remove(part, present, held) && isRemoval;

            MemoryEntry entry = NewEntry(key, hash, value, MemoryClock.EndOf(timeToLive, now), size);
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
        bool makesOthersObsolete = held.Value is { MakesOthersObsolete: true } && held.Value != entry.Value;
        part.Replace(held, entry);
        if (makesOthersObsolete)
            OnObsoletingChange();
    }

    private void OnObsoletingChange()
    {
        Volatile.Write(ref _obsoletingChanges, Interlocked.Increment(ref _lastChange));
        _sweep.Request();
    }

    private MemoryEntry NewEntry(string key, int hash, CachedValue value, long expiresAt, long size) =>
        _sizeLimit is null ? new MemoryEntry(key, hash, value, expiresAt) : new SizedEntry(key, hash, value, expiresAt, size);

    private bool IsExpiredOrObsolete(MemoryEntry entry) =>
        !_clock.IsFuture(entry.ExpiresAt) || (entry.Value is { } value && value.IsObsoleteIn(this));
}
