using System.Buffers;

namespace CacheKit;

/// <summary>Turns a value into the payload that a store keeps, and back. Safe for use by many threads at once.</summary>
public interface ICoder
{
    /// <summary>Writes a value, null included, as a payload.</summary>
    void Encode<T>(T value, IBufferWriter<byte> output);

    /// <summary>
    /// Reads a value from a payload. It throws on a payload that it can't read: the cache then takes the entry for
    /// absent and overwrites it.
    /// </summary>
    T? Decode<T>(ReadOnlySpan<byte> payload);
}
