using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>The settings of <c>UseCacheKit</c>.</summary>
public sealed class CacheKitHttpOptions
{
    /// <summary>The size of the largest response body that is stored. A larger one is streamed to the client.</summary>
    /// <value>In bytes; 64 MB (67,108,864) by default. Zero or more.</value>
    public long MaximumBodySize { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The secret of the keyed hash that replaces cookies and credentials in keys and entries. All processes that share a store need the
    /// same secret. Without one the key of the hash is the prefix of the cache, so that anyone who can read the store can test guesses of a
    /// credential.
    /// </summary>
    /// <value>At least 16 characters. Null by default: none.</value>
    public string? CredentialSecret { get; set; }

    /// <summary>
    /// Whether the cache ignores <c>no-cache</c>, <c>no-store</c>, <c>max-age</c>, <c>min-fresh</c> and <c>Pragma</c> in requests, which
    /// browsers send when a page is reloaded. RFC 9111, section 5.2.1, allows it.
    /// </summary>
    /// <value>False by default: any client can make the handler run.</value>
    public bool IgnoresClientNoCache { get; set; }

    /// <summary>
    /// Whether a successful request whose method may change something evicts the cached responses of its own path, for all queries, users
    /// and variants, as RFC 9111, section 4.4, requires of caches between a client and a server. Each response then has one more tag.
    /// </summary>
    /// <value>False by default: only <c>[CacheEvict]</c> and <c>.CacheEvict()</c> evict.</value>
    public bool EvictsChangedPaths { get; set; }

    /// <summary>
    /// Prepares a request on which a handler runs in the background, because that run has services of its own and none of the middleware
    /// before the cache. It is called with the request of the client, and returns a function that is called with the request in the
    /// background, before the handler runs. Copy what middleware has set in scoped services, in features and in an
    /// <see cref="AsyncLocal{T}"/>. An exception counts as a failure of the handler.
    /// </summary>
    /// <value>Null by default: nothing is prepared.</value>
    public Func<HttpContext, Action<HttpContext>>? PrepareBackground { get; set; }
}
