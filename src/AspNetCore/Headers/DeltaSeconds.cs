using Microsoft.Extensions.Primitives;

namespace CacheKit;

// A number of seconds in a header (RFC 9111, section 1.2.2).
internal static class DeltaSeconds
{
    // What a larger number counts as.
    public const long Maximum = 1L << 31;

    // Null if the text is no such number.
    public static TimeSpan? Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return null;

        long seconds = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return null;
            seconds = Math.Min((seconds * 10) + (digit - '0'), Maximum);
        }

        return TimeSpan.FromSeconds(seconds);
    }

    // Of a header that holds one and yet has several, the first counts (RFC 9111, section 5.1).
    public static TimeSpan? OfFirst(StringValues values)
    {
        ReadOnlySpan<char> first = values.Count == 0 ? default : values[0];
        int comma = first.IndexOf(',');
        return Of((comma < 0 ? first : first[..comma]).Trim());
    }

    // Of what a header says twice the shorter counts.
    public static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
