using System.Collections.Concurrent;
using ZstdSharp;

namespace CacheKit;

/// <summary>Compresses payloads with Zstandard: <c>new JsonCoder().Then(new ZstdCompression())</c>. Immutable.</summary>
public sealed class ZstdCompression : PayloadCompression
{
    // Each compresses one payload at a time, and keeps its memory, which is much more than a payload.
    private readonly ConcurrentQueue<Compressor> _compressors = [];
    private readonly ConcurrentQueue<Decompressor> _decompressors = [];

    /// <summary>Creates a compression.</summary>
    public ZstdCompression()
        : base(new PayloadMark("zstd"))
    {
    }

    /// <summary>The level: 1 is fast, 22 the smallest and slowest by far; negative levels are faster still.</summary>
    /// <value>1 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The library does not have the level.</exception>
    public int Level
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Compressor.MinCompressionLevel);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Compressor.MaxCompressionLevel);
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    protected override bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> output, out int written)
    {
        Compressor compressor = _compressors.TryDequeue(out Compressor? free) ? free : new Compressor(Level);
        try
        {
            return compressor.TryWrap(payload, output, out written);
        }
        finally
        {
            _compressors.Enqueue(compressor);
        }
    }

    /// <inheritdoc/>
    protected override bool TryDecompress(ReadOnlySpan<byte> data, Span<byte> output, out int written)
    {
        Decompressor decompressor = _decompressors.TryDequeue(out Decompressor? free) ? free : new Decompressor();
        try
        {
            return decompressor.TryUnwrap(data, output, out written);
        }
        finally
        {
            _decompressors.Enqueue(decompressor);
        }
    }
}
