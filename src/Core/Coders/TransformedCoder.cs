using System.Buffers;

namespace CacheKit;

// Passes the payloads of another coder through transforms, in their order. A cache uses the KeyedCoder of each key instead.
internal sealed class TransformedCoder(ICoder coder, IPayloadTransform[] transforms) : ICoder
{
    // The coder before the transforms.
    public ICoder Coder => coder;

    public IReadOnlyList<IPayloadTransform> Transforms => transforms;

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        using PayloadBuffer payload = PayloadBuffer.Rent();
        coder.Encode(value, payload);
        Transform(payload.Written.Span, default, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload) => Decode<T>(payload, default);

    // The same transforms of another coder's payloads.
    public TransformedCoder Of(ICoder other) => new(other, transforms);

    public TransformedCoder Then(IPayloadTransform transform)
    {
        if (transform is PayloadCompression && Array.Find(transforms, earlier => earlier.IsEncrypting) is { } encryption)
        {
            throw new ArgumentException(
                $"{transform.GetType().Name} comes after {encryption.GetType().Name}, whose payloads can't be compressed. Compress first: " +
                "coder.Then(compression).Then(encryption).", nameof(transform));
        }

        return new TransformedCoder(coder, [.. transforms, transform]);
    }

    public void Transform(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output) =>
        Transform(payload, context, output, transforms);

    public T? Decode<T>(ReadOnlySpan<byte> payload, PayloadContext context)
    {
        using PayloadBuffer restored = PayloadBuffer.Rent();
        Restore(payload, context, restored);

        // The buffer is rented, so a value must not keep it.
        return coder is IMemoryCoder keeping && keeping.Keeps<T>()
            ? keeping.Decode<T>(restored.Written.ToArray(), isOwned: true)
            : coder.Decode<T>(restored.Written.Span);
    }

    // Writes the payload as it was before the transforms.
    public void Restore(ReadOnlySpan<byte> payload, PayloadContext context, PayloadBuffer output) => Restore(payload, context, output, transforms);

    private static void Transform(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output, ReadOnlySpan<IPayloadTransform> left)
    {
        if (left.Length == 1)
        {
            left[0].Encode(payload, context, output);
            return;
        }

        using PayloadBuffer transformed = PayloadBuffer.Rent();
        left[0].Encode(payload, context, transformed);
        Transform(transformed.Written.Span, context, output, left[1..]);
    }

    private static void Restore(ReadOnlySpan<byte> payload, PayloadContext context, PayloadBuffer output, ReadOnlySpan<IPayloadTransform> left)
    {
        if (left.Length == 1)
        {
            Restore(payload, context, output, left[0]);
            return;
        }

        using PayloadBuffer restored = PayloadBuffer.Rent();
        Restore(payload, context, restored, left[^1]);
        Restore(restored.Written.Span, context, output, left[..^1]);
    }

    private static void Restore(ReadOnlySpan<byte> payload, PayloadContext context, PayloadBuffer output, IPayloadTransform transform)
    {
        try
        {
            transform.Decode(payload, context, output);
        }
        catch (Exception exception) when (exception is not CoderMismatchException && context.HasKey)
        {
            throw new TransformException(transform, exception);
        }
    }
}
