using System.Globalization;
using System.Security.Cryptography;

namespace CacheKit;

// The number that stands for all that was stored under a tag since it was last evicted. Random and not counted up: a store
// may lose it, and a count that begins again would meet the entries of its earlier life.
internal readonly record struct TagGeneration(ulong Number)
{
    private const int PayloadLength = 16;

    public static TagGeneration New() => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));

    // False for what is no generation.
    public static bool TryParse(ReadOnlySpan<byte> payload, out TagGeneration generation)
    {
        bool parsed = ulong.TryParse(payload, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number);
        generation = new(number);
        return parsed && payload.Length == PayloadLength;
    }

    // Readable, as all that is stored.
    public byte[] ToPayload()
    {
        byte[] payload = new byte[PayloadLength];
        Number.TryFormat(payload, out _, "x16", CultureInfo.InvariantCulture);
        return payload;
    }
}
