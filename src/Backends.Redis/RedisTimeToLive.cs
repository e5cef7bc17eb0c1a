using StackExchange.Redis;

namespace CacheKit;

/// <summary>Reads and writes times to live: the reply of PTTL (https://redis.io/commands/pttl), and the milliseconds of PX.</summary>
internal static class RedisTimeToLive
{
    private const long NeverExpires = -1;
    private const long Absent = -2;

    // Garnet computes the time of expiration in ticks, where the longest TimeSpan overflows.
    private static readonly TimeSpan _longestStored = TimeSpan.FromDays(365 * 10_000);

    private static readonly TimeSpan _longestRead = TimeSpan.FromTicks(TimeSpan.MaxValue.Ticks - (TimeSpan.MaxValue.Ticks % TimeSpan.TicksPerMillisecond));

    public static Task<RedisResult> QueryAsync(IDatabase database, RedisKey key) => database.ExecuteAsync("PTTL", key);

    /// <summary>
    /// Reads a reply of PTTL. Returns false if the key is absent; a time to live of null means that the key never expires.
    /// </summary>
    public static bool TryRead(RedisResult reply, out TimeSpan? timeToLive)
    {
        var milliseconds = (long)reply;
        timeToLive = milliseconds switch
        {
            NeverExpires => null,
            0 => TimeSpan.FromTicks(1), // Less than a millisecond is left.
            _ when milliseconds > _longestRead.TotalMilliseconds => null, // Another client has set an expiration beyond TimeSpan.MaxValue.
            _ => TimeSpan.FromMilliseconds(milliseconds),
        };
        return milliseconds != Absent;
    }

    /// <summary>
    /// Rounds a time to live up to whole milliseconds. Null, and more than 10,000 years, mean that the entry never expires.
    /// </summary>
    public static long? MillisecondsOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } time || time > _longestStored)
            return null;

        (long milliseconds, long rest) = Math.DivRem(time.Ticks, TimeSpan.TicksPerMillisecond);
        return rest > 0 ? milliseconds + 1 : milliseconds;
    }

    /// <summary>Returns the expiration of a command that stores an entry.</summary>
    public static Expiration ExpirationOf(TimeSpan? timeToLive) =>
        MillisecondsOf(timeToLive) is { } milliseconds ? new Expiration(TimeSpan.FromMilliseconds(milliseconds)) : Expiration.Default;
}
