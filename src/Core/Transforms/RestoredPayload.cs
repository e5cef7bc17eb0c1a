using System.Buffers;

namespace CacheKit;

// A payload that was restored into rented memory. The buffer goes back once, because the next one that is rented may be the same object.
internal sealed class RestoredPayload(PayloadBuffer buffer) : IMemoryOwner<byte>
{
    private PayloadBuffer? _buffer = buffer;

    public Memory<byte> Memory
    {
        get
        {
            PayloadBuffer? buffer = _buffer;
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer.Memory;
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _buffer, null)?.Dispose();
}
