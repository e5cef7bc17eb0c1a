namespace CacheKit;

/// <summary>How a cache deals with a store outside this process that is slow or fails. Immutable.</summary>
public sealed record StoreOptions
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>How long a call of the store may take before it counts as failed. A clear has no such limit.</summary>
    /// <value>1 second by default. Longer than zero, and a day at most. Null: as long as the backend itself allows.</value>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The number of consecutive failures after which the store is not called for the time of <see cref="BreakFor"/>.</summary>
    /// <value>5 by default. 1 or more. Null: the store is called each time.</value>
    public int? BreakAfter { get; init; } = 5;

    /// <summary>For how long the store is not called. Then one call tries it: if that fails, the store is not called for as long again.</summary>
    /// <value>2 seconds by default. Longer than zero, and a day at most.</value>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(2);

    internal StoreCallSettings ToCallSettings(TimeProvider time) => new(Timeout, BreakAfter, BreakFor, time);

    internal void Validate()
    {
        if (Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > _longest))
            throw Mistake(nameof(Timeout), Timeout, "must be longer than zero, and a day at most. Leave it null to wait for as long as the backend does.");
        if (BreakAfter < 1)
            throw Mistake(nameof(BreakAfter), BreakAfter, "must be 1 or more. Leave it null to ask the store each time.");
        if (BreakFor <= TimeSpan.Zero || BreakFor > _longest)
            throw Mistake(nameof(BreakFor), BreakFor, "must be longer than zero, and a day at most. To ask the store each time, set BreakAfter to null.");
    }

    private static ArgumentOutOfRangeException Mistake(string name, object? value, string advice) =>
        new(name, value, $"{name} of a store {advice}");
}
