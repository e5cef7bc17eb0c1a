namespace CacheKit;

/// <summary>How a cache deals with a store outside this process that is slow or fails. Immutable.</summary>
public sealed record StoreOptions
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a call of the store may take, one second by default; a longer one counts as failed. Null: as long as the backend
    /// itself allows. A clear, which may have much to do, has no such limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After how many failures without a success in between the store is left alone for <see cref="BreakFor"/>: 1 at least, 5 by
    /// default; null: it is asked each time.
    /// </summary>
    public int? BreakAfter { get; init; } = 5;

    /// <summary>
    /// For how long the store is left alone, a day at most; two seconds by default. Then one call tries it: if that
    /// fails, it is left alone for as long again.
    /// </summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(2);

    internal StoreTerms ToTerms(TimeProvider time) => new(Timeout, BreakAfter, BreakFor, time);

    internal void Validate()
    {
        if (Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > _longest))
            throw Mistake(nameof(Timeout), Timeout, "must be longer than zero, and a day at most. Leave it null to wait for as long as the backend does.");
        if (BreakAfter < 1)
            throw Mistake(nameof(BreakAfter), BreakAfter, "must be 1 or more. Leave it null to ask the store each time.");
        if (BreakFor <= TimeSpan.Zero || BreakFor > _longest)
            throw Mistake(nameof(BreakFor), BreakFor, "must be longer than zero, and a day at most. To ask the store each time, set BreakAfter to null.");
    }

    private static ArgumentOutOfRangeException Mistake(string name, object? value, string advice) => new(name, value, $"{name} of a store {advice}");
}
