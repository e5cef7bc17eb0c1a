using System.Buffers;

namespace CacheKit;

/// <summary>A reply as it was read. Its value is good until the buffer that it lies in goes on.</summary>
/// <param name="Status">What it says.</param>
/// <param name="Opaque">The number of the request that it answers; null where an error leaves it out.</param>
/// <param name="TimeToLive">The seconds that are left; -1: for ever, or not asked for.</param>
/// <param name="Cas">The number that the item's next change renews; 0: not asked for.</param>
/// <param name="Value">The value that follows.</param>
/// <param name="Error">What an error says.</param>
internal readonly record struct MemcachedReply(
    ReplyStatus Status, uint? Opaque, long TimeToLive, long Cas, ReadOnlySequence<byte> Value, string? Error);
