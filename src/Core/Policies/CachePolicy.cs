namespace CacheKit;

/// <summary>
/// Named settings that endpoints and functions refer to by <see cref="CacheAttribute.Policy"/>. See <see cref="CacheOptions.AddPolicy"/>.
/// </summary>
public sealed class CachePolicy
{
    /// <summary>The expiration of the entries.</summary>
    /// <value>
    /// Null by default: the cache default. Otherwise longer than zero; <see cref="TimeSpan.MaxValue"/>: the entries never expire.
    /// </value>
    public TimeSpan? Expiration { get; set; }

    /// <summary>The namespace of the entries.</summary>
    /// <value>Null by default: the cache default. An empty string: no namespace.</value>
    public string? Namespace { get; set; }

    /// <summary>The coder of the entries.</summary>
    /// <value>Null by default: the cache default.</value>
    public ICoder? Coder { get; set; }

    /// <summary>The key builder of the entries.</summary>
    /// <value>Null by default: the cache default.</value>
    public IKeyBuilder? KeyBuilder { get; set; }

    /// <summary>
    /// The tags of the entries, in addition to the tags of the attributes. They cannot refer to parameters: only the tags of an attribute
    /// can.
    /// </summary>
    /// <value>Empty by default. No tag is null or empty, or contains a brace.</value>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>When an entry may be served stale, and when it is refreshed before it expires.</summary>
    /// <value>Null by default: the cache default. Otherwise it replaces the cache default as a whole.</value>
    public StaleOptions? Stale { get; set; }

    /// <summary>Rules that make entries expire earlier: sliding expiration, jitter, and the expiration of nulls and exceptions.</summary>
    /// <value>Null by default: no rules.</value>
    public ExpirationRules? ExpirationRules { get; set; }

    /// <summary>
    /// The duration of the lease under which one process computes a missing value for all processes that share the store. See
    /// <see cref="CacheEntryOptions.Lease"/>.
    /// </summary>
    /// <value>Null by default: no lease, each process computes the value itself. Otherwise longer than zero.</value>
    public TimeSpan? Lease { get; set; }

    // A copy with those settings of a changed policy that may change while the cache is in use. ChangeableSettings has their names.
    internal CachePolicy With(CachePolicy changed)
    {
        var copy = (CachePolicy)MemberwiseClone();
        copy.Tags = [.. Tags];
        copy.Expiration = changed.Expiration;
        copy.Stale = changed.Stale;
        copy.ExpirationRules = changed.ExpirationRules;
        copy.Lease = changed.Lease;
        return copy;
    }

    // Throws an ArgumentException for an invalid setting.
    internal void Validate()
    {
        if (Expiration <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                "The expiration must be longer than zero. Use null for the cache default, or TimeSpan.MaxValue if entries never expire.");
        }

        if (Tags is null || Tags.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A tag is null or empty. Remove it: tags are optional.");
        if (Tags.FirstOrDefault(tag => tag.AsSpan().ContainsAny('{', '}')) is { } template)
            throw new ArgumentException($"The tag '{template}' contains braces. Only a tag of an attribute can refer to a parameter.");
        new EntryPolicy(Stale ?? EntryPolicy.Default.Stale, ExpirationRules ?? EntryPolicy.Default.Rules, Lease).Validate();
    }
}
