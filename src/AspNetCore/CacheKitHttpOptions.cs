namespace CacheKit;

/// <summary>How <c>UseCacheKit</c> answers requests.</summary>
public sealed class CacheKitHttpOptions
{
    /// <summary>The size of the largest response that is stored. A larger one is sent on as it comes.</summary>
    /// <value>In bytes; 64 MB (67,108,864) by default. Zero or more.</value>
    public long MaximumBodySize { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The secret of the keyed hash that stands for cookies and credentials in keys and entries. All processes that share a store need the same one.
    /// Without it the hash is keyed by the prefix of the cache, so a reader of the store can test guesses of a credential.
    /// </summary>
    /// <value>Null by default: none. Otherwise 16 characters or more.</value>
    public string? CredentialSecret { get; set; }

    /// <summary>
    /// Whether an entry is sent to a client that asks for a new response, as browsers do when a page is reloaded: its <c>no-cache</c>,
    /// <c>no-store</c>, <c>max-age</c>, <c>min-fresh</c> and <c>Pragma</c> are ignored. RFC 9111, section 5.2.1, leaves that to the cache.
    /// </summary>
    /// <value>False by default: any client can have the handler run.</value>
    public bool IgnoresClientNoCache { get; set; }
}
