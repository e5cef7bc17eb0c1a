using System.Buffers;

namespace CacheKit;

/// <summary>A parsed reply. The value is valid until the input buffer advances.</summary>
/// <param name="Status">The status.</param>
/// <param name="Opaque">The number of the request; null: the error does not repeat it.</param>
/// <param name="TimeToLive">The seconds left; -1: no expiration, or not requested.</param>
/// <param name="Cas">The CAS number; 0: not requested.</param>
/// <param name="Value">The value that follows the line.</param>
/// <param name="Error">The text of an error.</param>
internal readonly record struct MemcachedReply(
    ReplyStatus Status, uint? Opaque, long TimeToLive, long Cas, ReadOnlySequence<byte> Value, string? Error);
