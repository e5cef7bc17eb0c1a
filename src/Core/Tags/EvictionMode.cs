namespace CacheKit;

/// <summary>How entries are evicted by a tag.</summary>
public enum EvictionMode
{
    /// <summary>The entries are not found any more.</summary>
    Immediate,

    /// <summary>
    /// An entry with a <see cref="StaleOptions.Grace"/> may be served once more while it is refreshed in the background, until its expiration and
    /// grace are over. All others are evicted immediately, and so is every entry on a store that is down or has no
    /// <see cref="IConditionalBackend"/>.
    /// </summary>
    Soft,
}
