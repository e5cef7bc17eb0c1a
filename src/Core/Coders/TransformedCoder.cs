using System.Buffers;

namespace CacheKit;

// Transforms the payloads of another coder.
internal sealed class TransformedCoder(ICoder coder, IPayloadTransform transform) : ICoder
{
    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        var payload = new ArrayBufferWriter<byte>();
        coder.Encode(value, payload);
        transform.Encode(payload.WrittenSpan, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        var decoded = new ArrayBufferWriter<byte>();
        transform.Decode(payload, decoded);
        return coder.Decode<T>(decoded.WrittenSpan);
    }
}
