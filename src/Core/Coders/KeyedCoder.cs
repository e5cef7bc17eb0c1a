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

    // Whether a transform has reported that it would write the decoded payload in another form.
    public bool IsOutdated { get; set; }

    public T? Decode<T>(ReadOnlySpan<byte> payload) => coder.Decode<T>(payload, new PayloadContext(key, this));

    // The payload as the transforms write it at present; null if none of them reports that it is outdated.
    public byte[]? Renew(ReadOnlySpan<byte> payload)
    {
        IsOutdated = false;
        using PayloadBuffer restored = PayloadBuffer.Rent();
        coder.Restore(payload, new PayloadContext(key, this), restored);
        if (!IsOutdated)
            return null;

        using PayloadBuffer renewed = PayloadBuffer.Rent();
        Transform(restored.Written.Span, renewed);
        return renewed.Written.ToArray();
    }
}
