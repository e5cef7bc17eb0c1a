namespace CacheKit;

/// <summary>What one entry wants otherwise than its cache. Immutable, so one instance serves every call.</summary>
public sealed record CacheEntryOptions
{
    /// <summary>
    /// How long the entry lives. Null: as long as the cache says; <see cref="TimeSpan.MaxValue"/>: for ever; zero or less:
    /// nothing is kept, and what was there is removed.
    /// </summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>The namespace of the entry; null: the cache's.</summary>
    public string? Namespace { get; init; }

    /// <summary>The coder of the entry; null: the cache's.</summary>
    public ICoder? Coder { get; init; }

    /// <summary>
    /// Whether a store in this process may hand out the value itself, though its type is mutable: faster, but a caller who
    /// changes what it got changes what is cached.
    /// </summary>
    public bool ShareValue { get; init; }
}
