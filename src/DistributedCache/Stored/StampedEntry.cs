using System.Buffers.Binary;

namespace CacheKit;

// An IDistributedCache does not return the time to live of an entry, and cannot clear. So a value begins with both, in little-endian:
//
//   mark         4 bytes, which do not begin a text in UTF-8 and thus no JSON
//   expiration   8 bytes: the end of the entry in UTC ticks of 100 ns; the largest number: it never expires
//   stamp        8 bytes: the generations of its cache and its namespace, when it was stored
//   payload      the rest
internal readonly record struct StampedEntry(long ExpiresAt, ulong Stamp, ReadOnlyMemory<byte> Payload)
{
    public const int HeaderLength = 20;
    public const long Never = long.MaxValue;

    private const uint Mark = 0x01_4B_43_FF;

    /// <summary>Returns false if the value is not one of ours.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> value, out StampedEntry entry)
    {
        entry = default;
        ReadOnlySpan<byte> bytes = value.Span;
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
            return false;

        entry = new StampedEntry(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]), value[HeaderLength..]);
        return true;
    }

    /// <summary>Writes what precedes the payload.</summary>
    public void WriteHeader(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Mark);
        BinaryPrimitives.WriteInt64LittleEndian(destination[4..], ExpiresAt);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[12..], Stamp);
    }

    /// <summary>Returns what is left until the expiration; null: the entry never expires. Zero or less: it has expired.</summary>
    public TimeSpan? TimeToLive(DateTimeOffset now) => ExpiresAt == Never ? null : TimeSpan.FromTicks(ExpiresAt - now.UtcTicks);
}
