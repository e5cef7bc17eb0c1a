using System.Diagnostics;

namespace CacheKit;

// What a server's clock says. It is a server's own: it counts whole seconds, and need not agree with ours.
//
//   T0              for ever
//   T1 - T2592000   that many seconds from now: 30 days at most
//   larger          a date, in seconds since 1970, as a signed number of 32 bits: until January 2038
internal readonly struct ServerClock(long seconds)
{
    private const long LongestRelative = 30 * 24 * 60 * 60;

    private readonly long _readAt = Stopwatch.GetTimestamp();

    public long Now => seconds + (long)Stopwatch.GetElapsedTime(_readAt).TotalSeconds;

    /// <summary>The number after T for a life. A life that ends beyond what the server can count is for ever.</summary>
    public long ExpirationOf(long? timeToLive)
    {
        if (timeToLive is not { } life)
            return 0;
        if (life <= LongestRelative)
            return life;

        long now = Now;
        return life <= int.MaxValue - now ? now + life : 0;
    }
}
