using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>
/// The Memcached client that the backend needs, so that tests can replace it. Each call goes to the server that owns its key, and throws a
/// <see cref="MemcachedException"/> immediately while that server is down.
/// </summary>
/// <remarks>A key has at most 250 bytes, without spaces and control characters. Spans are not used after the call returns.</remarks>
internal interface IMemcachedClient : IAsyncDisposable, IDisposable
{
    /// <summary>The logger of connection events.</summary>
    ILogger Logger { set; }

    /// <summary>Reads an item.</summary>
    ValueTask<MemcachedItem> GetAsync(ReadOnlySpan<byte> key, bool withTimeToLive, CancellationToken cancellationToken);

    /// <summary>Reads the value of an item into rented memory; null: the key is absent. The caller disposes of it.</summary>
    ValueTask<RentedItem?> GetRentedAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken);

    /// <summary>Reads items, by one request to each server. The reply has the failures of the servers; it is never thrown.</summary>
    Task<BatchReply<MemcachedItem>> GetManyAsync(byte[][] keys, bool withTimeToLive, CancellationToken cancellationToken);

    /// <summary>Reads an item with its CAS number.</summary>
    ValueTask<MemcachedItem> GetWithCasAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken);

    /// <summary>Creates a read of this key that concurrent callers share.</summary>
    ISharedGet Share(byte[] key);

    /// <summary>Stores a value that consists of two parts. The caller may reuse the buffers when the call has completed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="timeToLive">Whole seconds, at least 1; null: no expiration.</param>
    /// <param name="add">Whether to store only if the key is absent.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<StoreOutcome> SetAsync(
        ReadOnlySpan<byte> key, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, bool add, CancellationToken cancellationToken);

    /// <summary>Stores a value only if the item still has this CAS number.</summary>
    ValueTask<StoreOutcome> ReplaceAsync(
        ReadOnlySpan<byte> key, long cas, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, CancellationToken cancellationToken);

    /// <summary>Deletes an item only if it still has this CAS number. Returns whether it was deleted.</summary>
    ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, long cas, CancellationToken cancellationToken);

    /// <summary>Deletes an item. Returns whether it existed.</summary>
    ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken);

    /// <summary>The number of servers.</summary>
    int Servers { get; }

    /// <summary>
    /// Lists the items of one server whose keys pass a filter. Returns false if some may be listed twice. Throws if it is down.
    /// </summary>
    Task<bool> DumpAsync(int server, Func<ReadOnlyMemory<byte>, bool> wanted, Action<DumpedItem> add, CancellationToken cancellationToken);

    /// <summary>Lists the items of all servers whose keys pass a filter, each once. Throws if a server is down.</summary>
    IAsyncEnumerable<DumpedItem> DumpAsync(Func<ReadOnlyMemory<byte>, bool> wanted, CancellationToken cancellationToken);
}
