using System.Globalization;
using System.Net.Http.Headers;

namespace CacheKit.Hosting;

/// <summary>Computes how long a response is fresh for a client (RFC 9111, section 4.2).</summary>
internal static class ClientFreshness
{
    /// <summary>
    /// Returns what is left of the freshness lifetime on arrival: negative if the response is stale, null if it states no lifetime.
    /// </summary>
    public static TimeSpan? Left(Answer answer, DateTimeOffset arrival, bool isShared = false) => Lifetime(answer, arrival, isShared) - Age(answer, arrival);

    private static TimeSpan? Lifetime(Answer answer, DateTimeOffset arrival, bool isShared)
    {
        CacheControlHeaderValue directives = answer["Cache-Control"] is { } text ? CacheControlHeaderValue.Parse(text) : new();
        if ((isShared ? directives.SharedMaxAge ?? directives.MaxAge : directives.MaxAge) is { } seconds)
            return seconds;
        if (answer["Expires"] is not { } expires)
            return null;

        return TryDate(expires) is { } end ? end - DateOf(answer, arrival) : TimeSpan.Zero;
    }

    // The network delay counts as zero.
    private static TimeSpan Age(Answer answer, DateTimeOffset arrival)
    {
        TimeSpan apparent = arrival - DateOf(answer, arrival);
        string? first = answer["Age"]?.Split(',')[0];
        TimeSpan said = TimeSpan.FromSeconds(ulong.TryParse(first, CultureInfo.InvariantCulture, out ulong age) ? age : 0);
        return TimeSpan.FromTicks(Math.Max(0, Math.Max(apparent.Ticks, said.Ticks)));
    }

    // The server's own Date comes from the machine's clock, which the test cannot move.
    private static DateTimeOffset DateOf(Answer answer, DateTimeOffset arrival) =>
        TryDate(answer["Date"]) is { } date && (date - arrival).Duration() < TimeSpan.FromDays(30) ? date : arrival;

    private static DateTimeOffset? TryDate(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;
}
