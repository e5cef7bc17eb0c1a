using System.Buffers;

namespace CacheKit;

/// <summary>Transforms the payloads of a coder, for example to compress or encrypt them. Implementations must be thread-safe.</summary>
/// <remarks>
/// Use <see cref="CoderExtensions.Then"/> to combine a coder and a transform. Begin each payload with a <see cref="PayloadMark"/> if the
/// transform may be added or removed while entries are in the store.
/// </remarks>
public interface IPayloadTransform
{
    /// <summary>
    /// Whether the transformed payloads look random, as encrypted ones do. <see cref="CoderExtensions.Then"/> refuses a
    /// <see cref="PayloadCompression"/> after such a transform, because it could not save anything.
    /// </summary>
    /// <value>False unless overridden.</value>
    bool IsEncrypting => false;

    /// <summary>Writes the transformed payload.</summary>
    void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output);

    /// <summary>
    /// Writes the original payload of a transformed one. Throws if it cannot be restored: the cache then treats the entry as missing and
    /// overwrites it.
    /// </summary>
    void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output);
}
