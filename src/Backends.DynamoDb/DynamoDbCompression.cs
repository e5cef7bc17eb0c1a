using System.Buffers;
using System.Runtime.InteropServices;

namespace CacheKit;

/// <summary>Compresses the payloads of items. The compressed form begins with the mark of the algorithm and the length of the payload.</summary>
/// <param name="compression">The algorithm; null: no payload is compressed, and none is restored.</param>
internal sealed class DynamoDbCompression(PayloadCompression? compression)
{
    // Shorter payloads, such as those of leases and tags, are never compressed.
    private const int LeastPayload = 512;

    /// <summary>The form of an empty payload, whatever the algorithm is.</summary>
    public static ReadOnlySpan<byte> Empty => [0];

    /// <summary>Whether this backend may compress a payload of a length.</summary>
    public bool MayCompress(int length) =>
        compression is not null && length >= Math.Max(LeastPayload, compression.MinPayload) && length <= compression.MaxPayload;

    /// <summary>Whether a backend with other settings may have compressed a payload of a length.</summary>
    public bool MayBeCompressed(int length) => compression is not null && length >= LeastPayload;

    /// <summary>Returns the compressed form of a payload; null: it is stored as it is, because that would save less than a tenth.</summary>
    public ReadOnlyMemory<byte>? TryCompress(ReadOnlySpan<byte> payload)
    {
        if (!MayCompress(payload.Length))
            return null;

        var output = new ArrayBufferWriter<byte>();
        compression!.Encode(payload, default, output);
        return output.WrittenCount < payload.Length ? output.WrittenMemory : (ReadOnlyMemory<byte>?)null;
    }

    /// <exception cref="StoreRefusedException">The bytes are damaged, or were compressed by another algorithm.</exception>
    public ReadOnlyMemory<byte> Restore(ReadOnlySpan<byte> compressed)
    {
        if (compressed.SequenceEqual(Empty))
            return default;

        var output = new ArrayBufferWriter<byte>();
        try
        {
            if (compression is null)
                throw new InvalidOperationException($"{nameof(DynamoDbBackendOptions)}.{nameof(DynamoDbBackendOptions.Compression)} is null.");

            compression.Decode(compressed, default, output);
        }
        catch (Exception exception)
        {
            throw DynamoDbRefusals.OfDamage(exception);
        }

        return output.WrittenMemory;
    }

    /// <summary>The bytes of an attribute, which are not copied if possible.</summary>
    public static ReadOnlyMemory<byte> BytesOf(MemoryStream stream) =>
        stream.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer : stream.ToArray();

    /// <summary>The value of an attribute, which does not copy the bytes if possible.</summary>
    public static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
