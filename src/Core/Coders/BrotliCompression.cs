using System.IO.Compression;

namespace CacheKit;

/// <summary>
/// Compresses payloads with Brotli, which .NET contains: <c>new JsonCoder().Then(new BrotliCompression())</c>. Immutable.
/// </summary>
public sealed class BrotliCompression : PayloadCompression
{
    private const int MaxQuality = 11;

    // A payload is compressed as a whole, so a larger window only takes memory.
    private const int MinWindow = 10;
    private const int MaxWindow = 22;

    /// <summary>Creates a compression.</summary>
    public BrotliCompression()
        : base(new PayloadMark("br"))
    {
    }

    /// <summary>The quality: 0 is the fastest, 11 the smallest and slowest by far.</summary>
    /// <value>1 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than 11.</exception>
    public int Quality
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxQuality);
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    protected override bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> output, out int written)
    {
        int window = Math.Clamp(int.Log2(payload.Length) + 1, MinWindow, MaxWindow);
        return BrotliEncoder.TryCompress(payload, output, out written, Quality, window);
    }

    /// <inheritdoc/>
    protected override bool TryDecompress(ReadOnlySpan<byte> data, Span<byte> output, out int written) =>
        BrotliDecoder.TryDecompress(data, output, out written);
}
