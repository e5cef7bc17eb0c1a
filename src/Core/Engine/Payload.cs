using System.Buffers;

namespace CacheKit;

internal static class Payload
{
    // A buffer that one huge value has grown is not kept for the small ones that follow.
    private const int KeptCapacity = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    // The stored form of a value.
    public static ReadOnlyMemory<byte> Stored<T>(T value, ICoder coder, EntryMetadata metadata)
    {
        try
        {
            return EntryEnvelope.Of(Of(value, coder), metadata);
        }
        catch (Exception exception)
        {
            throw new CodingException(typeof(T), exception);
        }
    }

    public static byte[] Of<T>(T value, ICoder coder)
    {
        // Taken out while in use: a coder may itself call a cache on this thread.
        ArrayBufferWriter<byte> buffer = _buffer ?? new ArrayBufferWriter<byte>(1024);
        _buffer = null;
        try
        {
            coder.Encode(value, buffer);
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            if (buffer.Capacity <= KeptCapacity)
            {
                buffer.ResetWrittenCount();
                _buffer = buffer;
            }
        }
    }
}
