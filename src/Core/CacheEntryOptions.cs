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
    public bool ByReference { get; init; }

    /// <summary>
    /// The tags of the entry, by any of which <see cref="ICache.EvictAsync(string, CancellationToken)"/> evicts it; empty by default. They belong to the
    /// entry: who stores it gives them, and who only reads it need not. A read that names them is faster where the store is a server.
    /// </summary>
    /// <exception cref="ArgumentException">A tag is null or empty.</exception>
    public IReadOnlyList<string> Tags
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Any(string.IsNullOrEmpty))
                throw new ArgumentException("A tag is null or empty. Leave it out: an entry needs no tag.", nameof(value));
            field = [.. value];
        }
    } = [];

    /// <summary>When the entry may be served stale; null: as the cache says.</summary>
    public StaleOptions? Stale { get; init; }

    /// <summary>What lets the entry expire earlier; null: nothing does.</summary>
    public ExpirationRules? ExpirationRules { get; init; }

    /// <summary>
    /// Computes a missing value once for all processes that use the store: who computes it holds a lease of this length, renewed while
    /// it goes on, and the others wait for the entry. Null, the default: each process computes for itself, which is better for what is
    /// cheap to compute.
    /// </summary>
    /// <remarks>
    /// Where the one that computes crashes, another takes its place when the lease has ended. It takes a store that can replace an
    /// entry atomically (<see cref="IConditionalBackend"/>), as all of CacheKit's can. On Memcached, whose lives are whole seconds, take two or more.
    /// </remarks>
    public TimeSpan? Lease { get; init; }
}
