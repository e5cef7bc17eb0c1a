using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Keeps entries in Memcached 1.6, on one server or on many: a payload is a value, and its life the item's.</summary>
/// <remarks>
/// Connections are made at the first use and are looked after from then on: a server may be down at the start, and come and go.
/// While it is down, every operation on its keys fails at once with a <see cref="MemcachedException"/>.
/// </remarks>
public sealed class MemcachedBackend : ILoggingBackend, IListingBackend, IConditionalBackend, IAsyncDisposable, IDisposable
{
    /// <summary>What <see cref="ClearAsync"/> returns where nothing is counted.</summary>
    private const long NotCounted = -1;

    private readonly IMemcachedClient _client;
    private readonly KeyScopes _scopes;
    private readonly EntryCommands _commands;
    private readonly KeyListing _listing;

    /// <summary>Uses one server, or several.</summary>
    /// <param name="servers">
    /// The servers, separated by commas: <c>host:port</c>, <c>[::1]:port</c> or <c>unix:/path</c>. The default port is 11211. Each key belongs to
    /// one of them, by the weighted ketama of libmemcached.
    /// </param>
    /// <param name="options">The settings, which are read now; null: the defaults.</param>
    /// <exception cref="ArgumentException">The list can't be read, or a setting is wrong.</exception>
    public MemcachedBackend(string servers, MemcachedBackendOptions? options = null)
        : this((options ?? new MemcachedBackendOptions()).CreateClient(servers))
    {
    }

    internal MemcachedBackend(IMemcachedClient client)
    {
        _client = client;
        _scopes = new KeyScopes(client);
        _commands = new EntryCommands(client, _scopes);
        _listing = new KeyListing(client, _scopes);
    }

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory)
    {
        _client.Logger = loggerFactory.CreateLogger<MemcachedBackend>();
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        MemcachedItem item = await ReadAsync(key, withTimeToLive: false, cancellationToken).ConfigureAwait(false);
        if (!TryGetPayload(key, item, out ReadOnlyMemory<byte> payload))
            return null;

        return payload;
    }

    /// <inheritdoc/>
    /// <remarks>The life is in whole seconds.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        MemcachedItem item = await ReadAsync(key, withTimeToLive: true, cancellationToken).ConfigureAwait(false);
        if (!TryGetPayload(key, item, out ReadOnlyMemory<byte> payload))
            return null;

        return new CacheEntry(payload, item.TimeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A life is kept in whole seconds, rounded up. A payload larger than the server's item size is refused; nothing is left of what was there
    /// before.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (timeToLive <= TimeSpan.Zero)
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        else if (await StoreAsync(key, payload, timeToLive, add: false, cancellationToken).ConfigureAwait(false) == Stored.TooLarge)
            throw TooLarge(payload.Length);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    public async ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (timeToLive <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), timeToLive, "What is added lives longer than zero.");

        Stored stored = await StoreAsync(key, payload, timeToLive, add: true, cancellationToken).ConfigureAwait(false);
        return stored == Stored.TooLarge ? throw TooLarge(payload.Length) : stored == Stored.Yes;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The item is read and compared here, then stored or removed on the condition that it has not changed since (<c>mg</c> with <c>c</c>,
    /// <c>ms</c> or <c>md</c> with <c>C</c>).
    /// </remarks>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var replacement = new Replacement(expected, payload, TrailerOf(key), SecondsOf(timeToLive));
        Stored stored = await _commands.RunAsync(
            key, replacement, static (client, name, replacement, token) => replacement.SendAsync(client, name.ToArray(), token), cancellationToken).ConfigureAwait(false);
        return stored == Stored.TooLarge ? throw TooLarge(payload.Length) : stored == Stored.Yes;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : _commands.RunAsync(key, 0, static (client, name, _, token) => client.DeleteAsync(name, token), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A prefix that is a whole cache (<c>prefix:</c>) or a whole namespace (<c>prefix:namespace:</c>) is cleared in one step, however many
    /// entries it has, and -1 is returned. Any other is looked for in all that the servers list; a server that can't be reached ends
    /// it with an exception, and what was removed until then stays removed.
    /// </remarks>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        if (_scopes.Clearing(prefix) is { } generation)
        {
            await generation.ChangeAsync(cancellationToken).ConfigureAwait(false);
            return NotCounted;
        }

        const int pageSize = 256;
        long removed = 0;
        var page = new List<Task<bool>>(pageSize);
        await foreach (StoredName entry in _listing.FindAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            page.Add(_client.DeleteAsync(entry.Name, cancellationToken).AsTask());
            if (page.Count < pageSize)
                continue;
            removed += (await Task.WhenAll(page).ConfigureAwait(false)).LongCount(wasThere => wasThere);
            page.Clear();
        }

        return removed + (await Task.WhenAll(page).ConfigureAwait(false)).LongCount(wasThere => wasThere);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// By <c>lru_crawler metadump</c>, on every server in turn. The size is the item's, with its key and header. A server that can't be
    /// reached ends it with an exception.
    /// </remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        await foreach (StoredName entry in _listing.FindAsync(prefix, cancellationToken).ConfigureAwait(false))
            yield return entry.Key;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask<MemcachedItem> ReadAsync(string key, bool withTimeToLive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _commands.RunAsync(
            key, withTimeToLive, static (client, name, withTimeToLive, token) => client.GetAsync(name, withTimeToLive, token), cancellationToken);
    }

    private ValueTask<Stored> StoreAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, bool add, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _commands.RunAsync(
            key,
            (Payload: payload, Trailer: TrailerOf(key), TimeToLive: SecondsOf(timeToLive), Add: add),
            static (client, name, entry, token) => client.SetAsync(name, entry.Payload, entry.Trailer, entry.TimeToLive, entry.Add, token),
            cancellationToken);
    }

    private static StoreRefusedException TooLarge(int length) => new(
        MemcachedRefusals.TooLarge, isTransient: false, $"A payload of {length} bytes is larger than Memcached takes. Let the servers take larger items (memcached -I), or cache less.");

    private static byte[] TrailerOf(string key) => MemcachedKey.IsShortened(key) ? MemcachedKey.TrailerOf(key) : [];

    private static bool TryGetPayload(string key, in MemcachedItem item, out ReadOnlyMemory<byte> payload)
    {
        payload = item.Value;
        if (item.Value is null || !MemcachedKey.IsShortened(key))
            return item.Value is not null;

        return MemcachedKey.TrySplit(item.Value, out payload, out string? stored) && stored == key;
    }

    private static long? SecondsOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } life || life == TimeSpan.MaxValue)
            return null;

        (long seconds, long rest) = Math.DivRem(life.Ticks, TimeSpan.TicksPerSecond);
        return rest > 0 ? seconds + 1 : seconds;
    }
}
