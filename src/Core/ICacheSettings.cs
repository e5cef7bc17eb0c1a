namespace CacheKit;

/// <summary>The settings of a cache, and the switch to disable it.</summary>
/// <remarks>A service with the same name as the <see cref="ICache"/>. For the global cache use <see cref="CacheManager"/>.</remarks>
public interface ICacheSettings
{
    /// <summary>The backend.</summary>
    ICacheBackend Backend { get; }

    /// <summary>The prefix of all keys of the application.</summary>
    string Prefix { get; }

    /// <summary>The default expiration; null: entries never expire. It may change with the section that configures the cache.</summary>
    TimeSpan? Expiration { get; }

    /// <summary>The default coder.</summary>
    ICoder Coder { get; }

    /// <summary>The default key builder of endpoints and functions.</summary>
    IKeyBuilder KeyBuilder { get; }

    /// <summary>The response header with the status HIT, MISS or BYPASS.</summary>
    string StatusHeader { get; }

    /// <summary>Whether the cache is enabled.</summary>
    /// <value>
    /// True by default. While it is false, reads miss and nothing is stored. Removals, clears and evictions still have their effect, and a
    /// set removes the entry that it would replace.
    /// </value>
    bool Enabled { get; set; }
}
