using StackExchange.Redis;

namespace CacheKit;

/// <summary>The life that a key has left, as PTTL says it (https://redis.io/commands/pttl).</summary>
internal static class RedisLife
{
    private const long NeverExpires = -1;
    private const long Absent = -2;

    private static readonly TimeSpan _longest = TimeSpan.FromTicks(TimeSpan.MaxValue.Ticks - (TimeSpan.MaxValue.Ticks % TimeSpan.TicksPerMillisecond));

    public static Task<RedisResult> AskAsync(IDatabase database, RedisKey key) => database.ExecuteAsync("PTTL", key);

    /// <summary>False if there is no such key. A life of null is one without an end.</summary>
    public static bool TryRead(RedisResult reply, out TimeSpan? timeToLive)
    {
        var milliseconds = (long)reply;
        timeToLive = milliseconds switch
        {
            NeverExpires => null,
            0 => TimeSpan.FromTicks(1), // Less than a millisecond is left.
            _ when milliseconds > _longest.TotalMilliseconds => null, // Another client's.
            _ => TimeSpan.FromMilliseconds(milliseconds),
        };
        return milliseconds != Absent;
    }

    /// <summary>A life that is asked for, rounded up to what Redis keeps; null: for ever, as is what rounds up to more than a time can be.</summary>
    public static long? MillisecondsOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } life || life > _longest)
            return null;

        (long milliseconds, long rest) = Math.DivRem(life.Ticks, TimeSpan.TicksPerMillisecond);
        return rest > 0 ? milliseconds + 1 : milliseconds;
    }
}
