namespace CacheKit;

/// <summary>The way in which entries are evicted by a tag.</summary>
public enum EvictionMode
{
    /// <summary>The entries are missing from now on.</summary>
    Immediate,

    /// <summary>
    /// An entry with a <see cref="StaleOptions.Grace"/> may be served once more while it is refreshed in the background, until its
    /// expiration and grace have passed. Entries without a grace are evicted immediately, and so are all entries if the store is down or
    /// has no <see cref="IConditionalBackend"/>.
    /// </summary>
    Soft,
}
