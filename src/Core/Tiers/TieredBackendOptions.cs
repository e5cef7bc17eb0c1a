namespace CacheKit;

/// <summary>The settings of a <see cref="TieredBackend"/>.</summary>
public sealed class TieredBackendOptions
{
    /// <summary>The longest time to live of a copy in this process.</summary>
    /// <value>Null by default: that of the entry it is a copy of, while the invalidation channel works. Otherwise longer than zero.</value>
    public TimeSpan? LocalExpiration { get; set; }

    /// <summary>How long a copy may be outdated while changes of other processes can't be received, as after a lost connection.</summary>
    /// <value>5 seconds by default. At least twice the <see cref="Interval"/>, and a day at most.</value>
    public TimeSpan Staleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the log of changes is read if the store can't publish them (Memcached, DynamoDB), and how often the channel is checked if it can (Redis).
    /// </summary>
    /// <value>1 second by default. From 10 milliseconds to an hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The channel of the store on which processes announce changes, or the key of the log of changes. All processes that share a store use the same one.</summary>
    /// <value><c>cachekit-changes</c> by default. Not empty.</value>
    public string Channel { get; set; } = "cachekit-changes";

    /// <summary>The clock that measures how long a copy may be outdated.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal TieredBackendOptions ValidCopy(string parameter)
    {
        var copy = (TieredBackendOptions)MemberwiseClone();
        Require(copy.LocalExpiration is null || copy.LocalExpiration > TimeSpan.Zero, parameter, copy.LocalExpiration,
            $"{nameof(LocalExpiration)} is longer than zero. Leave it null to let copies live as long as what they are copies of.");
        Require(copy.Interval >= TimeSpan.FromMilliseconds(10) && copy.Interval <= TimeSpan.FromHours(1), parameter, copy.Interval,
            $"{nameof(Interval)} is from 10 ms to an hour.");
        Require(copy.Staleness >= 2 * copy.Interval && copy.Staleness <= TimeSpan.FromDays(1), parameter, copy.Staleness,
            $"{nameof(Staleness)} is at least twice the {nameof(Interval)}, so that one delay is not taken for a lost connection, and a day at most.");
        if (string.IsNullOrEmpty(copy.Channel))
            throw new ArgumentException($"{nameof(Channel)} has a name. Leave it as it is, unless several groups of processes share a store.", parameter);
        if (copy.TimeProvider is null)
            throw new ArgumentException($"{nameof(TimeProvider)} must not be null. Leave it as it is to use the system's clock.", parameter);
        return copy;
    }

    private static void Require(bool isMet, string parameter, TimeSpan? value, string message)
    {
        if (!isMet)
            throw new ArgumentOutOfRangeException(parameter, value, message);
    }
}
