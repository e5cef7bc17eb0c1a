using System.Buffers;

namespace CacheKit;

// The coder of payloads that are encoded already, before the transforms of a backend.
internal sealed class BytesCoder : ICoder
{
    public void Encode<T>(T value, IBufferWriter<byte> output) => output.WriteAtOnce((byte[])(object)value!);

    public T? Decode<T>(ReadOnlySpan<byte> payload) => (T)(object)payload.ToArray();
}
