using System.Globalization;
using System.Security.Cryptography;

namespace CacheKit;

// Identifies the entries that were stored with a tag between two evictions: its creation time, in milliseconds since 1970 UTC, and 22
// random bits. Generations are compared for equality only, because the clocks of processes differ. They are not a counter: if the store
// lost it, it would start again and match old entries.
internal readonly record struct TagGeneration(ulong Number)
{
    // The length as text.
    public const int Length = 16;

    private const int RandomBits = 22;

    public long Time => (long)(Number >> RandomBits);

    public static TagGeneration At(long time) =>
        new(((ulong)time << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits));

    // False if the text is not a generation.
    public static bool TryParse(ReadOnlySpan<byte> text, out TagGeneration generation)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number);
        generation = new(number);
        return parsed && text.Length == Length;
    }

    // Text instead of binary, so that it is readable in the store.
    public void Format(Span<byte> text) => Number.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
}
