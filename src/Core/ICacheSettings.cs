namespace CacheKit;

/// <summary>The settings of a cache, as they were given at start-up, and the switch that turns it off and on.</summary>
/// <remarks>Registered beside <see cref="ICache"/>, under the same name. <see cref="CacheManager"/> has those of the global cache.</remarks>
public interface ICacheSettings
{
    /// <summary>The backend.</summary>
    ICacheBackend Backend { get; }

    /// <summary>The prefix of all keys of the application.</summary>
    string Prefix { get; }

    /// <summary>The default expiration; null: entries never expire.</summary>
    TimeSpan? Expiration { get; }

    /// <summary>The default coder.</summary>
    ICoder Coder { get; }

    /// <summary>The default key builder of endpoints and functions.</summary>
    IKeyBuilder KeyBuilder { get; }

    /// <summary>The response header that says HIT, MISS or BYPASS.</summary>
    string StatusHeader { get; }

    /// <summary>Whether the cache is used.</summary>
    /// <value>
    /// True by default. While it is false, reads miss and nothing is stored; removals, clears and evictions are still carried out, and a set
    /// removes the entry that it would replace.
    /// </value>
    bool Enabled { get; set; }
}
