using K4os.Compression.LZ4;

namespace CacheKit;

/// <summary>Compresses payloads with LZ4: <c>new JsonCoder().Then(new Lz4Compression())</c>. Immutable.</summary>
public sealed class Lz4Compression : PayloadCompression
{
    /// <summary>Creates a compression.</summary>
    public Lz4Compression()
        : base(new PayloadMark("lz4"))
    {
    }

    /// <inheritdoc/>
    protected override bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> output, out int written)
    {
        written = LZ4Codec.Encode(payload, output, LZ4Level.L00_FAST);
        return written > 0;
    }

    /// <inheritdoc/>
    protected override bool TryDecompress(ReadOnlySpan<byte> data, Span<byte> output, out int written)
    {
        written = LZ4Codec.Decode(data, output);
        return written >= 0;
    }
}
