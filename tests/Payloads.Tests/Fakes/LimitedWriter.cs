using System.Buffers;

namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>Memory for the result of a transform, of which no more than a limit may be asked for.</summary>
internal sealed class LimitedWriter(int limit) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[limit];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) =>
        sizeHint <= limit - _length ? _bytes.AsMemory(_length) : throw new AssertionException($"{sizeHint} bytes were asked for.");

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
