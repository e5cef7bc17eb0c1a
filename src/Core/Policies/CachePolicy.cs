namespace CacheKit;

/// <summary>Settings under a name, which endpoints and functions share by <see cref="CacheAttribute.Policy"/>. See <see cref="CacheOptions.AddPolicy"/>.</summary>
public sealed class CachePolicy
{
    /// <summary>The expiration of the entries.</summary>
    /// <value>Null by default: that of the cache. Otherwise longer than zero; <see cref="TimeSpan.MaxValue"/>: the entries never expire.</value>
    public TimeSpan? Expiration { get; set; }

    /// <summary>The namespace of the entries.</summary>
    /// <value>Null by default: that of the cache. An empty string: none.</value>
    public string? Namespace { get; set; }

    /// <summary>The coder of the entries.</summary>
    /// <value>Null by default: that of the cache.</value>
    public ICoder? Coder { get; set; }

    /// <summary>The key builder of the entries.</summary>
    /// <value>Null by default: that of the cache.</value>
    public IKeyBuilder? KeyBuilder { get; set; }

    /// <summary>The tags of the entries, added to those of the attributes. They name no parameters: <c>{id}</c> is for the tags of an attribute.</summary>
    /// <value>Empty by default. No tag is null or empty, or has a brace.</value>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>When an entry may be served stale, and when it is refreshed before it expires.</summary>
    /// <value>Null by default: as the cache says. Otherwise it takes the place of all that the cache says of it.</value>
    public StaleOptions? Stale { get; set; }

    /// <summary>What lets the entries expire earlier: sliding expiration, jitter, nulls and exceptions.</summary>
    /// <value>Null by default: nothing does.</value>
    public ExpirationRules? ExpirationRules { get; set; }

    /// <summary>The length of the lease under which one process computes a missing value for all; see <see cref="CacheEntryOptions.Lease"/>.</summary>
    /// <value>Null by default: each process computes for itself. Otherwise longer than zero.</value>
    public TimeSpan? Lease { get; set; }

    internal CachePolicy Copy()
    {
        var copy = (CachePolicy)MemberwiseClone();
        copy.Tags = [.. Tags];
        return copy;
    }

    // An ArgumentException says what can't be meant.
    internal void Validate()
    {
        if (Expiration <= TimeSpan.Zero)
            throw new ArgumentException("The expiration must be longer than zero. Leave it null for the default, or use TimeSpan.MaxValue for entries that never expire.");
        if (Tags is null || Tags.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A tag is null or empty. Leave it out: an entry needs no tag.");
        if (Tags.FirstOrDefault(tag => tag.AsSpan().ContainsAny('{', '}')) is { } template)
            throw new ArgumentException($"The tag '{template}' has braces. Only a tag that is written where an attribute is used can name a parameter.");
        new EntryPolicy(Stale ?? EntryPolicy.Default.Stale, ExpirationRules ?? EntryPolicy.Default.Rules, Lease).Validate();
    }
}
