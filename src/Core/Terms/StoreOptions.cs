namespace CacheKit;

/// <summary>How a cache deals with a store outside this process that is slow or fails. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// How long a call of the store may take, one second by default; a longer one counts as failed. Null: as long as the backend
    /// itself allows. A clear, which may have much to do, has no such limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After how many failures without a success in between the store is left alone for <see cref="BreakFor"/>; 5 by default; null: it
    /// is asked each time.
    /// </summary>
    public int? BreakAfter { get; init; } = 5;

    /// <summary>
    /// For how long the store is left alone, two seconds by default. Then one call tries it: if that fails, it is left alone for as
    /// long again.
    /// </summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(2);
}
