using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>
/// Keeps entries in Memcached 1.6, on one or more servers. A payload is the value of an item, and its time to live is the item's.
/// </summary>
/// <remarks>
/// The backend connects at the first use and reconnects by itself, so a server may be down when the application starts. While a server is
/// down, every operation on its keys fails immediately with a <see cref="MemcachedException"/>.
/// </remarks>
public sealed class MemcachedBackend
    : ILoggingBackend, IBatchBackend, IPagedListingBackend, IConditionalBackend, IRentingBackend, IAsyncDisposable, IDisposable
{
    /// <summary>The result of <see cref="ClearAsync"/> if the number of removed entries is unknown.</summary>
    private const long NotCounted = -1;

    private readonly IMemcachedClient _client;
    private readonly KeyScopes _scopes;
    private readonly EntryCommands _commands;
    private readonly BatchCommands _batch;
    private readonly KeyListing _listing;
    private readonly KeyPages _pages;

    /// <summary>Uses one or more servers.</summary>
    /// <param name="servers">
    /// The servers, separated by commas: <c>host:port</c>, <c>[::1]:port</c> or <c>unix:/path</c>. The default port is 11211. Keys are
    /// distributed by weighted ketama, as in libmemcached.
    /// </param>
    /// <param name="options">The settings, which are copied; null: the defaults.</param>
    /// <exception cref="ArgumentException">The list can't be parsed, or a setting is invalid.</exception>
    public MemcachedBackend(string servers, MemcachedBackendOptions? options = null)
        : this((options ?? new MemcachedBackendOptions()).CreateClient(servers))
    {
    }

    internal MemcachedBackend(IMemcachedClient client)
    {
        _client = client;
        _scopes = new KeyScopes(client);
        _commands = new EntryCommands(client, _scopes);
        _batch = new BatchCommands(client, _scopes);
        _listing = new KeyListing(client, _scopes);
        _pages = new KeyPages(client, _listing);
    }

    /// <inheritdoc/>
    /// <value>True.</value>
    public bool HandsOverPayloads => true;

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
        if (!StoredValue.TryGetPayload(key, item, out ReadOnlyMemory<byte> payload))
            return null;

        return payload;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return StoredValue.PayloadIn(key, await _commands.RunAsync(
            key, 0, static (client, name, _, token) => client.GetRentedAsync(name, token), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <remarks>The time to live is in whole seconds.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        MemcachedItem item = await ReadAsync(key, withTimeToLive: true, cancellationToken).ConfigureAwait(false);
        if (!StoredValue.TryGetPayload(key, item, out ReadOnlyMemory<byte> payload))
            return null;

        return new CacheEntry(payload, item.TimeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The time to live is stored in whole seconds, rounded up. A payload larger than the server's item size is refused, and the old entry
    /// is gone.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (timeToLive <= TimeSpan.Zero)
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        else if (await StoreAsync(key, payload, timeToLive, add: false, cancellationToken).ConfigureAwait(false) == StoreOutcome.TooLarge)
            throw TooLarge(payload.Length);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    public async ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (timeToLive <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), timeToLive, "The time to live of an added entry must be longer than zero.");

        StoreOutcome outcome = await StoreAsync(key, payload, timeToLive, add: true, cancellationToken).ConfigureAwait(false);
        return outcome == StoreOutcome.TooLarge ? throw TooLarge(payload.Length) : outcome == StoreOutcome.Stored;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The item is read and compared by the client, then stored or deleted on the condition that it has not changed since (<c>mg</c> with
    /// <c>c</c>, <c>ms</c> or <c>md</c> with <c>C</c>).
    /// </remarks>
    /// <exception cref="StoreRefusedException">The payload is larger than the server's item size, or the server is out of memory.</exception>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var replacement = new Replacement(expected, payload, StoredValue.TrailerOf(key), SecondsOf(timeToLive));
        StoreOutcome outcome = await _commands.RunAsync(
            key,
            replacement,
            static (client, name, replacement, token) => replacement.SendAsync(client, name.ToArray(), token),
            cancellationToken).ConfigureAwait(false);
        return outcome == StoreOutcome.TooLarge ? throw TooLarge(payload.Length) : outcome == StoreOutcome.Stored;
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
    /// entries it has, and the result is -1. For any other prefix, the keys of all servers are listed; if a server is unreachable, the call
    /// throws, and the entries removed so far stay removed.
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
    /// <c>lru_crawler metadump</c>, on one server after another. The size is that of the item, with key and header. If a server is
    /// unreachable, the call throws.
    /// </remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        await foreach (StoredName entry in _listing.FindAsync(prefix, cancellationToken).ConfigureAwait(false))
            yield return entry.Key;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Memcached lists all keys of a server together: <c>lru_crawler metadump</c>, which does not block it. So the first page of each
    /// server costs a list, and so does a page after each 20,000 keys, whose names this process keeps meanwhile. In another process each
    /// page costs a list.
    /// </remarks>
    public ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        cancellationToken.ThrowIfCancellationRequested();
        return _pages.ListAsync(prefix, cursor, size, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks><c>mg</c> of all keys in one request to each server.</remarks>
    public ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        ReadManyAsync<ReadOnlyMemory<byte>?>(keys, withTimeToLive: false, static (payload, _) => payload, cancellationToken);

    /// <inheritdoc/>
    /// <remarks><c>mg</c> of all keys in one request to each server. The times to live are in whole seconds.</remarks>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        ReadManyAsync<CacheEntry?>(keys, withTimeToLive: true, static (payload, timeToLive) => new CacheEntry(payload, timeToLive), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The commands of <see cref="SetAsync"/>, sent together.</remarks>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        EachAsync(entries, async entry =>
        {
            await SetAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    /// <remarks>The commands of <see cref="AddAsync"/>, sent together.</remarks>
    public ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        EachAsync(entries, async entry => await AddAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    /// <remarks>The commands of <see cref="RemoveAsync"/>, sent together.</remarks>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        EachAsync<string, bool?>(keys, async key => await RemoveAsync(key, cancellationToken).ConfigureAwait(false));

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    // Commands that do not wait for each other's replies go to the server together.
    private static ValueTask<BatchReply<TResult>> EachAsync<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, Task<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(items);
        return BatchCalls.JoinAsync([.. items.Select(call)]);
    }

    private async ValueTask<BatchReply<TResult>> ReadManyAsync<TResult>(
        IReadOnlyList<string> keys, bool withTimeToLive, Func<ReadOnlyMemory<byte>, TimeSpan?, TResult> resultOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        BatchReply<MemcachedItem> read = await _batch.GetAsync(keys, withTimeToLive, cancellationToken).ConfigureAwait(false);
        var results = new TResult[read.Count];
        var failures = new Exception?[read.Count];
        for (int i = 0; i < results.Length; i++)
        {
            failures[i] = read.FailureAt(i);
            if (failures[i] is null && StoredValue.TryGetPayload(keys[i], read[i], out ReadOnlyMemory<byte> payload))
                results[i] = resultOf(payload, read[i].TimeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        }

        return new(results, failures);
    }

    private ValueTask<MemcachedItem> ReadAsync(string key, bool withTimeToLive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _commands.RunAsync(
            key, withTimeToLive, static (client, name, withTimeToLive, token) => client.GetAsync(name, withTimeToLive, token), cancellationToken);
    }

    private ValueTask<StoreOutcome> StoreAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, bool add, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _commands.RunAsync(
            key,
            (Payload: payload, Trailer: StoredValue.TrailerOf(key), TimeToLive: SecondsOf(timeToLive), Add: add),
            static (client, name, entry, token) => client.SetAsync(name, entry.Payload, entry.Trailer, entry.TimeToLive, entry.Add, token),
            cancellationToken);
    }

    private static StoreRefusedException TooLarge(int length) => new(
        MemcachedRefusals.TooLarge,
        isTransient: false,
        $"A payload of {length} bytes exceeds the item size limit of Memcached. Raise the limit (memcached -I), or cache less.");

    private static long? SecondsOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } time || time == TimeSpan.MaxValue)
            return null;

        (long seconds, long rest) = Math.DivRem(time.Ticks, TimeSpan.TicksPerSecond);
        return rest > 0 ? seconds + 1 : seconds;
    }
}
