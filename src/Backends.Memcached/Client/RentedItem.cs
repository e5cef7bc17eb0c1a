using System.Buffers;

namespace CacheKit;

/// <summary>The value of an item, in memory of the pool. It goes back once, and can't be reached afterwards.</summary>
internal sealed class RentedItem : IMemoryOwner<byte>
{
    private readonly int _length;
    private byte[]? _bytes;

    public RentedItem(in ReadOnlySequence<byte> value)
    {
        _length = checked((int)value.Length);
        _bytes = ArrayPool<byte>.Shared.Rent(_length);
        value.CopyTo(_bytes);
    }

    private RentedItem(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    public Memory<byte> Memory
    {
        get
        {
            byte[]? bytes = _bytes;
            ObjectDisposedException.ThrowIf(bytes is null, this);
            return bytes.AsMemory(0, _length);
        }
    }

    /// <summary>Returns the beginning of the value, which takes over the memory.</summary>
    public RentedItem Cut(int length) => new(Interlocked.Exchange(ref _bytes, null)!, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
