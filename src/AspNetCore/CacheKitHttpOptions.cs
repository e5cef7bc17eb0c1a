namespace CacheKit;

/// <summary>How <c>UseCacheKit</c> answers requests.</summary>
public sealed class CacheKitHttpOptions
{
    /// <summary>The size of the largest response that is stored. A larger one is sent on as it comes.</summary>
    /// <value>In bytes; 64 MB (67,108,864) by default. Zero or more.</value>
    public long MaximumBodySize { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The secret of the keyed hash by which cookies and credentials stand in keys and entries. All processes that share a store need the
    /// same one. Without it the hash is keyed by the prefix of the cache, and whoever reads the store can test guesses of a credential.
    /// </summary>
    /// <value>Null by default: none. Otherwise 16 characters or more.</value>
    public string? CredentialSecret { get; set; }
}
