using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit;

// The calls of an IDistributedCache that the backend makes.
internal sealed class DistributedStore(IDistributedCache cache)
{
    // Explicit, because some implementations let an entry without an expiration expire after minutes. Longer ones exceed the range of others.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(3650);

    // A store that rounds down to seconds must not drop an entry before the expiration that is in it.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(2);

    private readonly IBufferDistributedCache? _buffered = cache as IBufferDistributedCache;
    private volatile bool _isConnected;

    public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(() => cache.GetAsync(name, cancellationToken));

    /// <summary>Stores a header and a payload as one value.</summary>
    /// <param name="name">The key in the store.</param>
    /// <param name="header">The beginning of the value.</param>
    /// <param name="payload">The rest, which is not used any more when the call has completed.</param>
    /// <param name="timeToLive">The time to live; null: the longest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task SetAsync(
        string name, byte[] header, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var options = new DistributedCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = timeToLive < _longest ? timeToLive + _margin : _longest,
        };
        return CallAsync(async () =>
        {
            if (_buffered is not null)
            {
                await _buffered.SetAsync(name, Join(header, payload), options, cancellationToken).ConfigureAwait(false);
                return true;
            }

            byte[] value = [.. header, .. payload.Span];
            await cache.SetAsync(name, value, options, cancellationToken).ConfigureAwait(false);
            return true;
        });
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await cache.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        return true;
    });

    // A cache connects at its first call, which must not keep the context of its caller.
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (_isConnected)
            return await call().ConfigureAwait(false);

        T result = await CleanContext.Call(call).ConfigureAwait(false);
        _isConnected = true;
        return result;
    }

    private static ReadOnlySequence<byte> Join(byte[] header, ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
            return new ReadOnlySequence<byte>(header);

        var last = new Segment(payload, header.Length, null);
        return new ReadOnlySequence<byte>(new Segment(header, 0, last), 0, last, payload.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start, Segment? next)
        {
            Memory = memory;
            RunningIndex = start;
            Next = next;
        }
    }
}
