using System.Buffers;

namespace CacheKit;

/// <summary>Encodes values as payloads for a store, and decodes them. Implementations must be thread-safe.</summary>
public interface ICoder
{
    /// <summary>Writes the payload of a value, which may be null.</summary>
    void Encode<T>(T value, IBufferWriter<byte> output);

    /// <summary>
    /// Reads a value from a payload. Throws if the payload cannot be decoded: the cache then treats the entry as missing and overwrites it.
    /// </summary>
    T? Decode<T>(ReadOnlySpan<byte> payload);
}
