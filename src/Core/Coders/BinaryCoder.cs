using System.Buffers;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The payload of a binary coder:
//
//   mark      7 bytes    of the format
//   kind      1 byte     0: null, 1: a value of the format, 2: the bytes of a byte array
//   data                 to the end

/// <summary>
/// A coder of a binary format, which has a mark. It encodes null and <c>byte[]</c>, such as the responses of endpoints, itself: a derived class
/// needs to support neither. Implementations must be thread-safe.
/// </summary>
/// <param name="mark">The mark of the format.</param>
public abstract class BinaryCoder(PayloadMark mark) : IMemoryCoder
{
    private const byte Null = 0;
    private const byte Value = 1;
    private const byte Bytes = 2;

    private const int HeaderLength = PayloadMark.Length + 1;

    /// <summary>
    /// Whether decoded values may keep the memory of their payload. It is then not used for anything else, and
    /// <see cref="DecodeValue{T}(ReadOnlyMemory{byte})"/> is called.
    /// </summary>
    /// <value>False unless overridden.</value>
    protected virtual bool KeepsPayload => false;

    /// <inheritdoc/>
    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        mark.Write(output);
        switch (value)
        {
            case null:
                output.Write([Null]);
                break;
            case byte[] bytes when typeof(T) == typeof(byte[]):
                output.Write([Bytes]);
                output.WriteAtOnce(bytes);
                break;
            default:
                output.Write([Value]);
                EncodeValue(value, output);
                break;
        }
    }

    /// <inheritdoc/>
    public T? Decode<T>(ReadOnlySpan<byte> payload) =>
        TryDecodeWithoutFormat(payload, out T? value) ? value : DecodeValue<T>(payload[HeaderLength..]);

    bool IMemoryCoder.Keeps<T>() => KeepsPayload;

    T? IMemoryCoder.Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned)
        where T : default
    {
        if (!KeepsPayload)
            return Decode<T>(payload.Span);

        return TryDecodeWithoutFormat(payload.Span, out T? value) ? value : DecodeValue<T>(payload[HeaderLength..]);
    }

    /// <summary>Writes a value, which is not null.</summary>
    protected abstract void EncodeValue<T>(T value, IBufferWriter<byte> output);

    /// <summary>Reads a value. Throws if the payload cannot be decoded.</summary>
    protected abstract T? DecodeValue<T>(ReadOnlySpan<byte> payload);

    /// <summary>Reads a value that may keep the payload (<see cref="KeepsPayload"/>).</summary>
    protected virtual T? DecodeValue<T>(ReadOnlyMemory<byte> payload) => DecodeValue<T>(payload.Span);

    // False for a value of the format.
    private bool TryDecodeWithoutFormat<T>(ReadOnlySpan<byte> payload, out T? value)
    {
        ReadOnlySpan<byte> rest = mark.Strip(payload);
        value = default;
        switch (rest.IsEmpty ? throw new InvalidDataException("The payload is cut short.") : rest[0])
        {
            case Null when default(T) is null:
                return true;
            case Value:
                return false;
            case Bytes when typeof(T) == typeof(byte[]):
                byte[] bytes = rest[1..].ToArray();
                value = Unsafe.As<byte[], T>(ref bytes);
                return true;
            default:
                throw new InvalidDataException($"The payload does not hold a value of type {typeof(T)}.");
        }
    }
}
