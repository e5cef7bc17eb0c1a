using System.Buffers.Binary;
using System.Numerics;

namespace CacheKit;

internal static class Checksum
{
    // CRC-32C, because it detects every changed byte and is a processor instruction. The checksum of the bytes before continues.
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint checksum = ~before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte rest in bytes)
            checksum = BitOperations.Crc32C(checksum, rest);
        return ~checksum;
    }
}
