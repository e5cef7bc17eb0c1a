namespace CacheKit;

/// <summary>Per-entry overrides of the cache defaults. Immutable, so that an instance can be reused for all calls.</summary>
public sealed record CacheEntryOptions
{
    /// <summary>The expiration of the entry.</summary>
    /// <value>
    /// Null by default: the cache default. <see cref="TimeSpan.MaxValue"/>: the entry never expires. Zero or less: nothing is stored, and
    /// an existing entry is removed; invalid for an endpoint.
    /// </value>
    public TimeSpan? Expiration { get; init; }

    /// <summary>The namespace of the entry.</summary>
    /// <value>Null by default: the cache default. An empty string: no namespace.</value>
    public string? Namespace { get; init; }

    /// <summary>The coder of the entry.</summary>
    /// <value>Null by default: the cache default.</value>
    public ICoder? Coder { get; init; }

    /// <summary>
    /// Whether a store in this process returns the same instance to all callers even if its type is mutable. This is faster, but a caller
    /// that modifies the value modifies the entry. Not for endpoints.
    /// </summary>
    /// <value>False by default: each caller receives a copy of a mutable value.</value>
    public bool ByReference { get; init; }

    /// <summary>
    /// The tags of the entry. <see cref="ICache.EvictAsync(string, CancellationToken)"/> evicts it by any of them. They are required when
    /// the entry is stored, and optional when it is read; a read from a server is faster with them.
    /// </summary>
    /// <value>Empty by default. No tag is null or empty.</value>
    /// <exception cref="ArgumentException">A tag is null or empty.</exception>
    public IReadOnlyList<string> Tags
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Any(string.IsNullOrEmpty))
                throw new ArgumentException("A tag is null or empty. Remove it: tags are optional.", nameof(value));
            field = [.. value];
        }
    } = [];

    /// <summary>When the entry may be served stale.</summary>
    /// <value>Null by default: the cache default.</value>
    public StaleOptions? Stale { get; init; }

    /// <summary>Rules that make the entry expire earlier.</summary>
    /// <value>Null by default: none.</value>
    public ExpirationRules? ExpirationRules { get; init; }

    /// <summary>
    /// The duration of the lease under which one process computes a missing value for all processes that share the store. The lease is
    /// renewed during the computation, and the other processes wait for the entry.
    /// </summary>
    /// <value>
    /// Null by default: no lease, each process computes the value itself, which is better for cheap values. Otherwise longer than zero.
    /// </value>
    /// <remarks>
    /// If the process crashes, another one computes the value after the lease has expired. The store must support conditional writes
    /// (<see cref="IConditionalBackend"/>), as all stores of CacheKit do. Use two seconds or more on Memcached, which counts whole seconds.
    /// </remarks>
    public TimeSpan? Lease { get; init; }
}
