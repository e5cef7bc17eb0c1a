using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit;

/// <summary>The settings of a <see cref="HybridCache"/> that is implemented by CacheKit.</summary>
public sealed class CacheKitHybridCacheOptions
{
    /// <summary>The options of calls that give none, and the values of those that a call leaves null.</summary>
    /// <value>
    /// Null by default. Without an expiration here, entries have the expiration of the <see cref="Policy"/> or of the cache, and otherwise
    /// 5 minutes.
    /// </value>
    public HybridCacheEntryOptions? DefaultEntryOptions { get; set; }

    /// <summary>The length of the longest key that is cached.</summary>
    /// <value>In characters, 1,024 by default. One or more.</value>
    public int MaximumKeyLength { get; set; } = 1024;

    /// <summary>
    /// The size of the largest payload that is stored in a shared store, and copied from it. Values that are held in memory without being
    /// encoded are limited by the size limit of the memory.
    /// </summary>
    /// <value>In bytes, 1 MiB by default. One or more.</value>
    public long MaximumPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>The namespace of the entries. Removing the tag <c>*</c> clears it.</summary>
    /// <value>Null by default: the namespace of the <see cref="Policy"/>, or of the cache. An empty string: no namespace.</value>
    public string? Namespace { get; set; }

    /// <summary>
    /// The name of a policy of the cache (<see cref="CacheOptions.AddPolicy"/>), whose stale serving, lease, expiration rules, tags,
    /// namespace and coder the entries have.
    /// </summary>
    /// <value>Null by default: the settings of the cache.</value>
    public string? Policy { get; set; }

    // Throws an ArgumentException for an invalid setting.
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumKeyLength, 1, nameof(MaximumKeyLength));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumPayloadBytes, 1, nameof(MaximumPayloadBytes));
        EntryExpirations.Validate(DefaultEntryOptions);
    }
}
