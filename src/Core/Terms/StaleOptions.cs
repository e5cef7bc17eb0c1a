namespace CacheKit;

/// <summary>When an entry may be served although it has expired, and when it is refreshed before that. Immutable.</summary>
public sealed record StaleOptions
{
    /// <summary>
    /// How long an entry is kept after its expiration, to be served when its factory fails, or takes longer than
    /// <see cref="SoftTimeout"/>; zero, the default: not at all.
    /// </summary>
    public TimeSpan Grace { get; init; }

    /// <summary>
    /// How long a caller waits for the factory where there is a stale value, which it then gets; the factory goes on, and what it
    /// brings is stored. Zero: a stale value is served at once. Null, the default: callers wait.
    /// </summary>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>
    /// How long a caller waits for the factory where there is no stale value; then it gets a <see cref="TimeoutException"/>, and the
    /// factory goes on. Null, the default: callers wait.
    /// </summary>
    public TimeSpan? HardTimeout { get; init; }

    /// <summary>
    /// How long a computation that no caller waits for may take, 10 minutes by default. After that the next caller of its key cancels it,
    /// and computes the value anew.
    /// </summary>
    public TimeSpan BackgroundTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a stale value is served without another attempt after its factory has failed, in this process; 10 seconds by default.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The share of its expiration after which an entry that is read is refreshed, while its readers go on with what there is; more
    /// than 0 and less than 1, such as 0.8. Null, the default: it is computed anew only when it has expired.
    /// </summary>
    public double? EagerRefreshThreshold { get; init; }
}
