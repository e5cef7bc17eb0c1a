using System.Buffers;

namespace CacheKit;

/// <summary>Changes payloads on their way to the store and back, for example to compress or to encrypt them. Safe for use by many threads at once.</summary>
/// <remarks><see cref="CoderExtensions.Then"/> puts one behind a coder.</remarks>
public interface IPayloadTransform
{
    /// <summary>Writes the transformed form of a payload.</summary>
    void Encode(ReadOnlySpan<byte> payload, IBufferWriter<byte> output);

    /// <summary>
    /// Writes the payload that a transformed form was made from. It throws on a form that it can't read: the cache then takes the entry for absent and
    /// overwrites it.
    /// </summary>
    void Decode(ReadOnlySpan<byte> transformed, IBufferWriter<byte> output);
}
