using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Stores entries in any <see cref="IDistributedCache"/>, such as that of SQL Server, PostgreSQL, SQLite or Cosmos DB.</summary>
/// <remarks>
/// An entry contains its expiration and the generations of its cache and its namespace. A read makes three concurrent reads of the cache,
/// because it also reads these generations; a clear replaces one of them. The cache has no atomic writes: leases have no effect on other
/// processes, and there is no sliding expiration. If it implements <see cref="IBufferDistributedCache"/>, payloads are written without a
/// copy. The clocks of all processes must agree.
/// </remarks>
public sealed class DistributedCacheBackend : ILoggingBackend
{
    /// <summary>The result of <see cref="ClearAsync"/>: the number of entries is unknown.</summary>
    private const long NotCounted = -1;

    private readonly string _cacheName;
    private readonly DistributedStore _store;
    private readonly KeyScopes _scopes;
    private readonly TimeProvider _time;

    /// <summary>Stores entries in a cache that the caller owns and disposes.</summary>
    /// <param name="cache">The cache. It may also contain values of others.</param>
    /// <param name="timeProvider">The clock by which entries expire; null: that of the system.</param>
    /// <exception cref="ArgumentException">The cache is itself one of CacheKit.</exception>
    public DistributedCacheBackend(IDistributedCache cache, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (cache is CacheKitDistributedCache)
        {
            throw new ArgumentException(
                "This IDistributedCache is a cache of CacheKit. Use the IDistributedCache of a store, or the backend of that cache.", nameof(cache));
        }

        _cacheName = cache.GetType().Name;
        _store = new DistributedStore(cache);
        _scopes = new KeyScopes(_store);
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(loggerFactory);
        loggerFactory.CreateLogger<DistributedCacheBackend>().DistributedCacheIsTheStore(_cacheName);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreRefusedException">The key has a value that is not an entry.</exception>
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        Task<byte[]?> reading = _store.GetAsync(StoredName.OfEntry(key), cancellationToken);
        Task<ulong?> readingStamp = _scopes.Of(key).ReadAsync(cancellationToken);
        await Task.WhenAll(reading, readingStamp).ConfigureAwait(false);
        if (await reading.ConfigureAwait(false) is not { } value)
            return null;

        if (!StampedEntry.TryRead(value, out StampedEntry entry))
        {
            throw new StoreRefusedException(
                "foreign value", isTransient: false,
                "The IDistributedCache has a value of another application under a key. Give CacheKit a prefix of its own, or remove the value.");
        }

        TimeSpan? timeToLive = entry.TimeToLive(_time.GetUtcNow());
        bool isValid = entry.Stamp == await readingStamp.ConfigureAwait(false) && !(timeToLive <= TimeSpan.Zero);
        return isValid ? new CacheEntry(entry.Payload, timeToLive) : null;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        string name = StoredName.OfEntry(key);
        if (timeToLive <= TimeSpan.Zero)
        {
            await _store.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
            return;
        }

        ulong stamp = await _scopes.Of(key).CurrentAsync(cancellationToken).ConfigureAwait(false);
        var header = new byte[StampedEntry.HeaderLength];
        new StampedEntry(ExpirationOf(timeToLive), stamp, payload).WriteHeader(header);
        await _store.SetAsync(name, header, payload, timeToLive, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>If several callers remove a key concurrently, more than one of them may get true.</remarks>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        bool existed = false;
        try
        {
            existed = await GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (StoreRefusedException)
        {
            // The value of another application is in the way of the cache, and is removed too.
        }

        await _store.RemoveAsync(StoredName.OfEntry(key), cancellationToken).ConfigureAwait(false);
        return existed;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// For a whole cache (<c>prefix:</c>) or namespace (<c>prefix:namespace:</c>), the call takes one write no matter how many entries it
    /// has, and the result is -1. The entries stay in the store until they expire there.
    /// </remarks>
    /// <exception cref="StoreRefusedException">It is another prefix: an <see cref="IDistributedCache"/> does not list its keys.</exception>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        if (_scopes.Clearing(prefix) is not { } generation)
        {
            throw new StoreRefusedException(
                "prefix", isTransient: false,
                "An IDistributedCache does not list its keys, so only a whole cache or a whole namespace can be cleared. " +
                "Use a namespace or a tag for the entries to clear.");
        }

        await generation.ChangeAsync(cancellationToken).ConfigureAwait(false);
        return NotCounted;
    }

    private long ExpirationOf(TimeSpan? timeToLive)
    {
        long now = _time.GetUtcNow().UtcTicks;
        return timeToLive is { } duration && duration.Ticks < StampedEntry.Never - now ? now + duration.Ticks : StampedEntry.Never;
    }
}
