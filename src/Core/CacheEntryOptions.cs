namespace CacheKit;

/// <summary>Per-entry overrides of the cache defaults. Immutable, so one instance serves every call.</summary>
public sealed record CacheEntryOptions
{
    /// <summary>The expiration of the entry.</summary>
    /// <value>
    /// Null by default: that of the cache. <see cref="TimeSpan.MaxValue"/>: the entry never expires. Zero or less: nothing is stored, and an entry that
    /// is there is removed; an endpoint refuses it.
    /// </value>
    public TimeSpan? Expiration { get; init; }

    /// <summary>The namespace of the entry.</summary>
    /// <value>Null by default: that of the cache. An empty string: none.</value>
    public string? Namespace { get; init; }

    /// <summary>The coder of the entry.</summary>
    /// <value>Null by default: that of the cache.</value>
    public ICoder? Coder { get; init; }

    /// <summary>
    /// Whether a store in this process hands out the value itself, although its type is mutable: faster, but a caller that changes the value changes
    /// the entry. Not for endpoints.
    /// </summary>
    /// <value>False by default: each caller gets a copy.</value>
    public bool ByReference { get; init; }

    /// <summary>
    /// The tags of the entry, by any of which <see cref="ICache.EvictAsync(string, CancellationToken)"/> evicts it. A call that stores the entry gives
    /// them; a call that only reads it needs none, but is faster with them if the store is a server.
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
                throw new ArgumentException("A tag is null or empty. Leave it out: an entry needs no tag.", nameof(value));
            field = [.. value];
        }
    } = [];

    /// <summary>When the entry may be served stale.</summary>
    /// <value>Null by default: as the cache says.</value>
    public StaleOptions? Stale { get; init; }

    /// <summary>Rules by which the entry expires earlier.</summary>
    /// <value>Null by default: none.</value>
    public ExpirationRules? ExpirationRules { get; init; }

    /// <summary>
    /// The length of the lease under which one process computes a missing value for all that use the store. It is renewed while the value is computed,
    /// and the other processes wait for the entry.
    /// </summary>
    /// <value>Null by default: each process computes for itself, which is better for a value that is cheap to compute. Otherwise longer than zero.</value>
    /// <remarks>
    /// If the process that computes crashes, another one takes its place when the lease has ended. The store must be able to replace an
    /// entry atomically (<see cref="IConditionalBackend"/>), as all of CacheKit's can. Use two seconds or more on Memcached, which counts whole seconds.
    /// </remarks>
    public TimeSpan? Lease { get; init; }
}
