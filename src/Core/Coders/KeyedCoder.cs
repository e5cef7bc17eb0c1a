using System.Buffers;

namespace CacheKit;

// A coder with transforms, for the entry of one key.
internal sealed class KeyedCoder(TransformedCoder coder, string key) : ICoder
{
    // The coder before the transforms.
    public ICoder Coder => coder.Coder;

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        using PayloadBuffer payload = PayloadBuffer.Rent();
        Coder.Encode(value, payload);
        Transform(payload.Written.Span, output);
    }

    public void Transform(ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => coder.Transform(payload, new PayloadContext(key), output);

    public T? Decode<T>(ReadOnlySpan<byte> payload) => coder.Decode<T>(payload, new PayloadContext(key));
}
