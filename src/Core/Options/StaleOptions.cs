namespace CacheKit;

/// <summary>When an entry may be served after it has expired, and when it is refreshed before it expires. Immutable.</summary>
public sealed record StaleOptions
{
    /// <summary>
    /// The time after its expiration during which an entry is kept. It is served stale if the factory fails or takes longer than
    /// <see cref="SoftTimeout"/>.
    /// </summary>
    /// <value>Zero by default: expired entries are not served. Zero or longer.</value>
    public TimeSpan Grace { get; init; }

    /// <summary>
    /// The time that a caller waits for the factory if a stale value exists. Then it receives the stale value, and the factory continues in
    /// the background.
    /// </summary>
    /// <value>
    /// Null by default: callers wait for the factory. Otherwise zero or longer, and a <see cref="Grace"/> is required; zero: callers
    /// receive the stale value without waiting.
    /// </value>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>
    /// The time that a caller waits for the factory if no stale value exists. Then it receives a <see cref="TimeoutException"/>, and the
    /// factory continues in the background. Not for endpoints.
    /// </summary>
    /// <value>Null by default: callers wait for the factory. Otherwise longer than zero.</value>
    public TimeSpan? HardTimeout { get; init; }

    /// <summary>
    /// The time that a computation may run while no caller waits for it. After that the next caller of its key cancels it and computes the
    /// value.
    /// </summary>
    /// <value>10 minutes by default. Longer than zero.</value>
    public TimeSpan BackgroundTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The time after a failure of the factory during which this process serves the stale value without calling the factory again.
    /// </summary>
    /// <value>10 seconds by default. Zero or longer.</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The fraction of its expiration after which a read refreshes the entry in the background. Callers receive the cached value meanwhile.
    /// </summary>
    /// <value>Null by default: an entry is not refreshed before it expires. Otherwise more than 0 and less than 1, such as 0.8.</value>
    public double? EagerRefreshThreshold { get; init; }
}
