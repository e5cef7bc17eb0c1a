using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Parses a number of seconds in a header (delta-seconds; RFC 9111, section 1.2.2).
internal static class DeltaSeconds
{
    // Larger numbers are read as this one.
    public const long Maximum = 1L << 31;

    // Null if the text is not a number of seconds.
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

    // If the header wrongly has several values, the first is used (RFC 9111, section 5.1).
    public static TimeSpan? OfFirst(StringValues values)
    {
        ReadOnlySpan<char> first = values.Count == 0 ? default : values[0];
        int comma = first.IndexOf(',');
        return Of((comma < 0 ? first : first[..comma]).Trim());
    }

    // If a directive occurs twice, the shorter time is used.
    public static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
