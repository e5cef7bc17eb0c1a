namespace CacheKit;

/// <summary>The settings of a <see cref="TieredBackend"/>.</summary>
public sealed class TieredBackendOptions
{
    /// <summary>
    /// How long a copy lives in this process at most; null, the default: as long as what it is a copy of, while the other processes
    /// are heard.
    /// </summary>
    public TimeSpan? LocalExpiration { get; set; }

    /// <summary>
    /// How long a copy may be outdated at most where what happens in other processes can't be heard, as after a lost connection; five
    /// seconds by default.
    /// </summary>
    public TimeSpan Staleness { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the log of changes is read where the store can't tell of them by itself (Memcached, DynamoDB), and how often it is made
    /// sure that messages come where it can (Redis); one second by default.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What the processes tell one another under: a channel of the store, or the key of the log of changes. Whoever shares a store shares
    /// it; <c>cachekit-changes</c> by default.
    /// </summary>
    public string Channel { get; set; } = "cachekit-changes";

    /// <summary>The clock that the bound is kept by.</summary>
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
