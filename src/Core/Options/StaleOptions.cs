namespace CacheKit;

/// <summary>When an entry may be served although it has expired, and when it is refreshed before that. Immutable.</summary>
public sealed record StaleOptions
{
    /// <summary>
    /// How long an entry is kept after its expiration, to be served when its factory fails, or takes longer than <see cref="SoftTimeout"/>.
    /// </summary>
    /// <value>Zero by default: not at all. Zero or longer.</value>
    public TimeSpan Grace { get; init; }

    /// <summary>
    /// How long a caller waits for the factory if there is a stale value, which it then gets. The factory continues, and its value is stored.
    /// </summary>
    /// <value>Null by default: callers wait. Otherwise zero or longer, with a <see cref="Grace"/>; zero: callers get the stale value without waiting.</value>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>
    /// How long a caller waits for the factory if there is no stale value. Then it gets a <see cref="TimeoutException"/>, and the factory continues.
    /// Not for endpoints.
    /// </summary>
    /// <value>Null by default: callers wait. Otherwise longer than zero.</value>
    public TimeSpan? HardTimeout { get; init; }

    /// <summary>
    /// How long a computation may run without a waiting caller. After that the next caller of its key cancels it and computes the value.
    /// </summary>
    /// <value>10 minutes by default. Longer than zero.</value>
    public TimeSpan BackgroundTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long this process serves a stale value without another attempt after its factory has failed.</summary>
    /// <value>10 seconds by default. Zero or longer.</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The share of its expiration after which an entry that is read is refreshed in the background, while its readers get the value that there is.
    /// </summary>
    /// <value>Null by default: an entry is computed again only after it has expired. Otherwise more than 0 and less than 1, such as 0.8.</value>
    public double? EagerRefreshThreshold { get; init; }
}
