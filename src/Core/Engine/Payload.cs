using System.Buffers;
using System.Runtime.CompilerServices;

namespace CacheKit;

internal static class Payload
{
    // A buffer grown by one huge value is not kept for small ones.
    private const int MaxKeptCapacity = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    // The stored form of a value.
    public static ReadOnlyMemory<byte> Stored<T>(T value, ICoder coder, EntryMetadata metadata)
    {
        try
        {
            return EntryEnvelope.Wrap(Of(value, coder), metadata);
        }
        catch (Exception exception)
        {
            throw new CodingException(typeof(T), exception);
        }
    }

    public static byte[] Of<T>(T value, ICoder coder)
    {
        if (typeof(T) == typeof(byte[]) && coder is JsonCoder)
            return RawBytes.PayloadOf(Unsafe.As<T, byte[]?>(ref value));

        // The field is cleared while the buffer is in use, because a coder may call a cache on this thread.
        ArrayBufferWriter<byte> buffer = _buffer ?? new ArrayBufferWriter<byte>(1024);
        _buffer = null;
        try
        {
            coder.Encode(value, buffer);
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            if (buffer.Capacity <= MaxKeptCapacity)
            {
                buffer.ResetWrittenCount();
                _buffer = buffer;
            }
        }
    }
}
