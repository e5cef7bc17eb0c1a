using System.Buffers;
using System.Buffers.Binary;

namespace CacheKit;

// A compressed payload:
//
//   mark        7 bytes    of the algorithm
//   length      4 bytes    of the payload before it was compressed, little-endian; 0: it follows uncompressed
//   data                   to the end

/// <summary>
/// Compresses payloads, where that saves at least a tenth of them. Derive from it for a further algorithm; <see cref="BrotliCompression"/> is
/// one. Immutable.
/// </summary>
/// <remarks>
/// The length of the payload is stored with it and checked before memory is allocated, so that a forged payload never takes more than
/// <see cref="MaxPayload"/>.
/// </remarks>
/// <param name="mark">The mark of the algorithm.</param>
public abstract class PayloadCompression(PayloadMark mark) : IPayloadTransform
{
    /// <summary>The shortest payload that is compressed, in bytes.</summary>
    /// <value>1,024 by default: below, most payloads become hardly shorter, and each takes the time of a compression.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinPayload
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1_024;

    /// <summary>
    /// The longest payload before its compression, in bytes. A longer one is not stored, and a stored one that claims to be longer is a miss.
    /// </summary>
    /// <value>64 MB (67,108,864) by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxPayload
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (payload.Length > MaxPayload)
            throw new PayloadTooLongException($"{GetType().Name}.{nameof(MaxPayload)}", payload.Length, MaxPayload);

        mark.Write(output);
        if (!TryWriteCompressed(payload, output))
        {
            WriteLength(0, output);
            output.WriteAtOnce(payload);
        }
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> rest = mark.Strip(transformed);
        if (!BinaryPrimitives.TryReadInt32LittleEndian(rest, out int length))
            throw new InvalidDataException("The compressed payload is cut short.");

        ReadOnlySpan<byte> data = rest[sizeof(int)..];
        if (length == 0)
            output.WriteAtOnce(data);
        else if (length < 0 || length > MaxPayload)
            throw new InvalidDataException($"The compressed payload claims to have {length} bytes: {nameof(MaxPayload)} allows {MaxPayload}.");
        else if (TryDecompress(data, output.GetSpan(length)[..length], out int written) && written == length)
            output.Advance(length);
        else
            throw new InvalidDataException("The compressed payload is corrupt.");
    }

    /// <summary>Compresses a payload. False if the result is longer than the output; then it is stored uncompressed.</summary>
    protected abstract bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> output, out int written);

    /// <summary>
    /// Restores a payload. False, or an exception, if the data is corrupt. The data may have been forged, so it must never be written outside of
    /// the output.
    /// </summary>
    protected abstract bool TryDecompress(ReadOnlySpan<byte> data, Span<byte> output, out int written);

    private bool TryWriteCompressed(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        if (payload.Length < Math.Max(MinPayload, 1))
            return false;

        int limit = payload.Length - (payload.Length / 10);
        Span<byte> room = output.GetSpan(sizeof(int) + limit);
        if (!TryCompress(payload, room.Slice(sizeof(int), limit), out int written))
            return false;

        BinaryPrimitives.WriteInt32LittleEndian(room, payload.Length);
        output.Advance(sizeof(int) + written);
        return true;
    }

    private static void WriteLength(int length, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), length);
        output.Advance(sizeof(int));
    }
}
