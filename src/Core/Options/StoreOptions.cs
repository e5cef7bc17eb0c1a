namespace CacheKit;

/// <summary>The timeout and the circuit breaker for calls of a store outside this process, and its largest payload. Immutable.</summary>
public sealed record StoreOptions
{
    private static readonly TimeSpan _maxTime = TimeSpan.FromDays(1);

    /// <summary>The time after which a call of the store has failed. It does not apply to a clear.</summary>
    /// <value>1 second by default. Longer than zero, and at most one day. Null: only the backend's own timeout applies.</value>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The number of consecutive failures that open the circuit: then the store is not called for <see cref="BreakFor"/>.
    /// </summary>
    /// <value>5 by default. 1 or more. Null: no circuit breaker, the store is always called.</value>
    public int? BreakAfter { get; init; } = 5;

    /// <summary>
    /// The time that the circuit stays open. Then one call tests the store: if it succeeds the circuit closes, otherwise it stays open for
    /// the same time again.
    /// </summary>
    /// <value>2 seconds by default. Longer than zero, and at most one day.</value>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest payload that is stored, in bytes, after its compression. A value with a longer one is returned to its callers and not stored,
    /// with one warning for each type.
    /// </summary>
    /// <value>Null by default: only the store's own limit applies. 1 or more.</value>
    public int? MaxPayload { get; init; }

    internal StoreCallSettings ToCallSettings(TimeProvider time) => new(Timeout, BreakAfter, BreakFor, time);

    internal void Validate()
    {
        if (Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > _maxTime))
        {
            throw Invalid(nameof(Timeout), Timeout,
                "must be longer than zero, and at most one day. Use null for the backend's own timeout.");
        }

        if (BreakAfter < 1)
            throw Invalid(nameof(BreakAfter), BreakAfter, "must be 1 or more. Use null for no circuit breaker.");
        if (MaxPayload < 1)
            throw Invalid(nameof(MaxPayload), MaxPayload, "must be 1 byte or more. Use null for no limit.");
        if (BreakFor <= TimeSpan.Zero || BreakFor > _maxTime)
        {
            throw Invalid(nameof(BreakFor), BreakFor,
                "must be longer than zero, and at most one day. Set BreakAfter to null for no circuit breaker.");
        }
    }

    private static ArgumentOutOfRangeException Invalid(string name, object? value, string problem) =>
        new(name, value, $"{nameof(StoreOptions)}.{name} {problem}");
}
