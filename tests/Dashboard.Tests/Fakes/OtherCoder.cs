using System.Buffers;

namespace CacheKit.Dashboard.Tests.Fakes;

/// <summary>A coder that can't decode bytes.</summary>
internal sealed class OtherCoder : ICoder
{
    public void Encode<T>(T value, IBufferWriter<byte> output) => throw new NotSupportedException();

    public T? Decode<T>(ReadOnlySpan<byte> payload) => throw new NotSupportedException();
}
