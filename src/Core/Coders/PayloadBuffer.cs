using System.Buffers;

namespace CacheKit;

// Receives an encoded value. Its memory is rented, and goes back when the buffer is disposed of: after that nothing may read it.
internal sealed class PayloadBuffer : IBufferWriter<byte>, IDisposable
{
    private const int MinLength = 1024;

    // A coder with transforms needs several at a time.
    private const int MaxFree = 4;

    [ThreadStatic]
    private static PayloadBuffer? _free;

    private byte[] _bytes = [];
    private int _length;
    private PayloadBuffer? _next;
    private int _depth;

    private PayloadBuffer()
    {
    }

    public ReadOnlyMemory<byte> Written => Memory;

    public Memory<byte> Memory => _bytes.AsMemory(0, _length);

    public static PayloadBuffer Rent()
    {
        PayloadBuffer buffer = _free ?? new PayloadBuffer();
        _free = buffer._next;
        buffer._next = null;
        return buffer;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
        int depth = _free is null ? 1 : _free._depth + 1;
        if (depth <= MaxFree)
            (_next, _depth, _free) = (_free, depth, this);
    }

    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        int needed = checked(_length + Math.Max(sizeHint, 1));
        if (needed <= _bytes.Length)
            return;

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(MinLength, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
