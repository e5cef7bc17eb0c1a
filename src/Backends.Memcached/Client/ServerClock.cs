using System.Diagnostics;

namespace CacheKit;

// The clock of a server, which counts whole seconds and may differ from ours. T in a command means:
//
//   T0              no expiration
//   T1 - T2592000   that many seconds from now: 30 days at most
//   larger          a date, in seconds since 1970, as a signed number of 32 bits: until January 2038
internal readonly struct ServerClock(long seconds)
{
    private const long LongestRelative = 30 * 24 * 60 * 60;

    private readonly long _readAt = Stopwatch.GetTimestamp();

    public long Now => seconds + (long)Stopwatch.GetElapsedTime(_readAt).TotalSeconds;

    /// <summary>
    /// Converts a time to live to the number after T. A date is rounded up, because the second of the server's time was not read at its start. One
    /// beyond the server's range becomes "no expiration".
    /// </summary>
    public long ExpirationOf(long? timeToLive)
    {
        if (timeToLive is not { } relative)
            return 0;
        if (relative <= LongestRelative)
            return relative;

        long next = Now + 1;
        return relative <= int.MaxValue - next ? next + relative : 0;
    }
}
