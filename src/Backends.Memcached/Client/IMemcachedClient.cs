using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>
/// All that the backend asks of a client for Memcached, so that another one can be put in its place. Each call goes to the
/// server that its key belongs to, and fails with a <see cref="MemcachedException"/> at once while that server is down.
/// </summary>
/// <remarks>A key is at most 250 bytes, without spaces and control characters. A span is not looked at after the call.</remarks>
internal interface IMemcachedClient : IAsyncDisposable, IDisposable
{
    /// <summary>Where the connections' comings and goings are told.</summary>
    ILogger Logger { set; }

    /// <summary>What there is under a key.</summary>
    ValueTask<MemcachedItem> GetAsync(ReadOnlySpan<byte> key, bool withTimeToLive, CancellationToken cancellationToken);

    /// <summary>What there is under a key, with the number that its next change renews.</summary>
    ValueTask<MemcachedItem> GetWithCasAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken);

    /// <summary>A read of a key that callers share.</summary>
    ISharedGet Share(byte[] key);

    /// <summary>Stores the two parts of a value, one behind the other. Their buffers are the caller's again when it is done.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="timeToLive">Whole seconds, at least one, however many; null: for ever.</param>
    /// <param name="add">Whether to store only where there is nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Stored> SetAsync(
        ReadOnlySpan<byte> key, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, bool add, CancellationToken cancellationToken);

    /// <summary>Stores a value as the call above does, only where the item still has a number.</summary>
    ValueTask<Stored> ReplaceAsync(
        ReadOnlySpan<byte> key, long cas, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, CancellationToken cancellationToken);

    /// <summary>Removes a key only where the item still has a number; true when it did.</summary>
    ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, long cas, CancellationToken cancellationToken);

    /// <summary>Removes a key; true when there was one.</summary>
    ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken);

    /// <summary>The items of all servers whose key is wanted, each once. Fails where a server is down.</summary>
    IAsyncEnumerable<DumpedItem> DumpAsync(Func<ReadOnlyMemory<byte>, bool> wanted, CancellationToken cancellationToken);
}
