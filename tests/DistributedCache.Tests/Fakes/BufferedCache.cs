using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>A cache that also takes buffers, and keeps the last one for a test to look at.</summary>
internal sealed class BufferedCache : RemoteCache, IBufferDistributedCache
{
    public ReadOnlySequence<byte> Last { get; private set; }

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public async ValueTask SetAsync(
        string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Last = value;
        await SetAsync(key, value.ToArray(), options, token);
    }

    public bool TryGet(string key, IBufferWriter<byte> destination) => throw new NotSupportedException();

    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default) =>
        throw new NotSupportedException();
}
