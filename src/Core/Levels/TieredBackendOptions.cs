namespace CacheKit;

/// <summary>The settings of a <see cref="TieredBackend"/>.</summary>
public sealed class TieredBackendOptions
{
    /// <summary>The longest time to live of a copy in this process.</summary>
    /// <value>Null by default: a copy lives as long as its entry while the invalidation channel works. Must be longer than zero.</value>
    public TimeSpan? LocalExpiration { get; set; }

    /// <summary>The staleness bound: how long a copy may be outdated while the invalidation channel is lost.</summary>
    /// <value>5 seconds by default. At least twice the <see cref="Interval"/>, and at most one day.</value>
    public TimeSpan Staleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The interval of reads of the change log (Memcached, DynamoDB), or of heartbeats on the invalidation channel (Redis).
    /// </summary>
    /// <value>1 second by default. From 10 milliseconds to one hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The name of the invalidation channel, or the key of the change log. All processes that share a store use the same one.
    /// </summary>
    /// <value><c>cachekit-changes</c> by default. Not empty.</value>
    public string Channel { get; set; } = "cachekit-changes";

    /// <summary>The clock that measures how long a copy may be outdated.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal TieredBackendOptions ValidCopy(string parameter)
    {
        var copy = (TieredBackendOptions)MemberwiseClone();
        Require(copy.LocalExpiration is null || copy.LocalExpiration > TimeSpan.Zero, parameter, copy.LocalExpiration,
            $"{nameof(LocalExpiration)} must be longer than zero. Use null for copies that live as long as their entries.");
        Require(copy.Interval >= TimeSpan.FromMilliseconds(10) && copy.Interval <= TimeSpan.FromHours(1), parameter, copy.Interval,
            $"{nameof(Interval)} must be from 10 ms to one hour.");
        Require(copy.Staleness >= 2 * copy.Interval && copy.Staleness <= TimeSpan.FromDays(1), parameter, copy.Staleness,
            $"{nameof(Staleness)} must be at least twice the {nameof(Interval)}, so that one delay does not count as a lost connection, " +
            "and at most one day.");
        if (string.IsNullOrEmpty(copy.Channel))
        {
            throw new ArgumentException(
                $"{nameof(Channel)} must not be empty. Change it only if several groups of processes share a store.", parameter);
        }

        if (copy.TimeProvider is null)
        {
            throw new ArgumentException(
                $"{nameof(TimeProvider)} must not be null. Leave it as it is to use the system's clock.", parameter);
        }

        return copy;
    }

    private static void Require(bool isMet, string parameter, TimeSpan? value, string message)
    {
        if (!isMet)
            throw new ArgumentOutOfRangeException(parameter, value, message);
    }
}
