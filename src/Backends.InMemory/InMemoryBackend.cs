using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;

namespace CacheKit;

/// <summary>Entries in the memory of this process, in a <see cref="MemoryCache"/> of its own.</summary>
/// <remarks>
/// An expired entry goes when it is touched, or with a scan that other calls start. With a size limit, a payload that does not
/// fit is not kept.
/// </remarks>
public sealed class InMemoryBackend : IValueBackend, IListingBackend, IConditionalBackend, IDisposable
{
    // What a MemoryCache keeps for an entry beside its key's characters and its payload: measured at 165 bytes, and ours.
    private const int EntryOverhead = 200;

    private readonly MemoryCache _entries;
    private readonly MemoryLocks _locks = new();
    private readonly MemoryClock _clock;
    private readonly long? _sizeLimit;
    private volatile bool _isDisposed;

    /// <summary>An empty store.</summary>
    /// <param name="options">The settings; null: no bound, and the system's clock.</param>
    public InMemoryBackend(InMemoryBackendOptions? options = null)
    {
        options ??= new InMemoryBackendOptions();
        options.Validate();
        _sizeLimit = options.SizeLimit;
        _clock = new MemoryClock(options.TimeProvider);
        _entries = new MemoryCache(new MemoryCacheOptions { SizeLimit = _sizeLimit, Clock = _clock });
    }

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> key) => Find(key)?.Value;

    /// <inheritdoc/>
    public CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        timeToLive = null;
        if (Find(key) is not { } entry)
            return null;
        if (entry.ExpiresAt == long.MaxValue)
            return entry.Value;

        timeToLive = TimeSpan.FromTicks(entry.ExpiresAt - _clock.ExactTicks);
        return timeToLive > TimeSpan.Zero ? entry.Value : null;
    }

    /// <inheritdoc/>
    public CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        MemoryEntry? entry = Find(key);
        ticket = new ValueTicket(entry, entry?.ExpiresAt ?? 0);
        return entry?.Value;
    }

    /// <inheritdoc/>
    public bool IsHeld(in ValueTicket ticket) =>
        ticket.Holder is MemoryEntry { IsReleased: false } && (ticket.ExpiresAt == long.MaxValue || _clock.IsStillBefore(ticket.ExpiresAt));

    /// <inheritdoc/>
    public void SetValue(string key, CachedValue value, TimeSpan? timeToLive)
    {
        if (timeToLive <= TimeSpan.Zero)
        {
            Forget(key);
            return;
        }

        long? size = SizeOf(key, value);
        lock (_locks.Of(key))
            Put(key, value, timeToLive, size);
    }

    /// <inheritdoc/>
    public bool ReplaceValue(string key, CachedValue expected, CachedValue value, TimeSpan? timeToLive) =>
        Find(key) is { } entry && ReferenceEquals(entry.Value, expected) && TryPut(key, entry, value, timeToLive);

    /// <inheritdoc/>
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(GetValue(key, out TimeSpan? timeToLive) is { } value ? new CacheEntry(value.ToPayload(), timeToLive) : null);
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
        long cleared = 0;
        foreach (string key in KeysOf(prefix))
            cleared += Forget(key) ? 1 : 0;
        return new(cleared);
    }

    /// <inheritdoc/>
    /// <remarks>A value that is held as the object it is, is coded to learn its size.</remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (string key in KeysOf(prefix).ToAsyncEnumerable().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (GetValue(key, out TimeSpan? timeToLive) is { } value)
                yield return new StoredKey(key, timeToLive, value.Size);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var value = new CodedValue(payload.ToArray());
        return new(TryPut(key, current: null, value, timeToLive));
    }

    /// <inheritdoc/>
    /// <remarks>A value that is held as the object it is, is coded to be compared.</remarks>
    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var value = new CodedValue(payload.ToArray());

        // Compared outside the lock, where a coder may take its time; what has changed meanwhile is compared anew.
        while (Find(key) is { } entry && entry.Value.ToPayload().Span.SequenceEqual(expected.Span))
        {
            if (TryPut(key, entry, value, timeToLive))
                return new(true);
        }

        return new(false);
    }

    /// <summary>Forgets all entries. From then on the backend holds nothing: what is set is lost, and nothing can be added.</summary>
    // The MemoryCache itself is left to the garbage collector: disposed of, it would throw into calls that are under way.
    public void Dispose()
    {
        _isDisposed = true;
        foreach (string key in KeysOf(""))
            Forget(key);
    }

    // Those of expired entries may be among them.
    private IEnumerable<string> KeysOf(string prefix) =>
        _entries.Keys.OfType<string>().Where(key => key.StartsWith(prefix, StringComparison.Ordinal));

    private bool Forget(string key)
    {
        lock (_locks.Of(key))
        {
            MemoryEntry? old = Held(key);
            bool isThere = old is not null && _clock.IsBefore(old.ExpiresAt);
            _entries.Remove(key);
            old?.Release();
            return isThere;
        }
    }

    private long? SizeOf(string key, CachedValue value) =>
        _sizeLimit is null ? null : EntryOverhead + (2L * key.Length) + value.Size;

    // False where the key holds another entry than the current one, or the new one is not kept.
    private bool TryPut(string key, MemoryEntry? current, CachedValue value, TimeSpan? timeToLive)
    {
        long? size = SizeOf(key, value);
        lock (_locks.Of(key))
        {
            if (!ReferenceEquals(Find(key), current))
                return false;
            if (timeToLive <= TimeSpan.Zero)
                return Forget(key);

            Put(key, value, timeToLive, size);
            return Find(key) is not null;
        }
    }

    private void Put(string key, CachedValue value, TimeSpan? timeToLive, long? size)
    {
        long now = _clock.ReadTicks();
        long expiresAt = timeToLive is { } life && life.Ticks < DateTimeOffset.MaxValue.Ticks - now ? now + life.Ticks : long.MaxValue;
        MemoryEntry? old = Held(key);
        if (size is { } bytes)
            AddWithin(_sizeLimit!.Value, key, value, expiresAt, bytes);
        else
            Add(key, value, expiresAt, size: null);
        old?.Release();

        // Looked at afterwards: what comes before the end is forgotten with the others.
        if (_isDisposed)
            Forget(key);
    }

    // A refused entry is released, so each attempt has one of its own.
    private void Add(string key, CachedValue value, long expiresAt, long? size)
    {
        using ICacheEntry entry = _entries.CreateEntry(key);
        entry.Value = new MemoryEntry(value, expiresAt);
        entry.Size = size;
        if (size is not null)
            entry.RegisterPostEvictionCallback(static (_, value, _, _) => ((MemoryEntry)value!).Release());
        if (expiresAt != long.MaxValue)
            entry.AbsoluteExpiration = new DateTimeOffset(expiresAt, TimeSpan.Zero);
    }

    // A full MemoryCache refuses an entry, and then makes room for a small one only. Here older entries give way until it fits.
    private void AddWithin(long limit, string key, CachedValue value, long expiresAt, long size)
    {
        Add(key, value, expiresAt, size);
        for (double share = (double)size / limit; share < 2 && size <= limit && Find(key) is null; share *= 2)
        {
            _entries.Compact(Math.Min(share, 1));
            Add(key, value, expiresAt, size);
        }
    }

    private MemoryEntry? Find(ReadOnlySpan<char> key) => Held(key) is { } entry && _clock.IsBefore(entry.ExpiresAt) ? entry : null;

    // It may have expired.
    private MemoryEntry? Held(ReadOnlySpan<char> key) => _entries.TryGetValue(key, out object? held) ? (MemoryEntry?)held : null;
}
