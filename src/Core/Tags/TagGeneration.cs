using System.Globalization;
using System.Security.Cryptography;

namespace CacheKit;

// The number that stands for all that was stored under a tag between two of its evictions: when it was made, in milliseconds since 1970
// UTC, and 22 random bits. Only whether two are the same says something of entries. A store may lose one, clocks differ, and a mere count
// that begins again would meet the entries of its earlier life.
internal readonly record struct TagGeneration(ulong Number)
{
    // As text.
    public const int Length = 16;

    private const int RandomBits = 22;

    public long Time => (long)(Number >> RandomBits);

    public static TagGeneration At(long time) =>
        new(((ulong)time << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits));

    // False for what is no generation.
    public static bool TryParse(ReadOnlySpan<byte> text, out TagGeneration generation)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number);
        generation = new(number);
        return parsed && text.Length == Length;
    }

    // Readable, as all that is stored.
    public void Format(Span<byte> text) => Number.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
}
