namespace CacheKit;

/// <summary>
/// Builds the keys of requests and of calls asynchronously, for example after a lookup of the tenant. Implementations must be thread-safe.
/// </summary>
/// <remarks>
/// Set its type as the key builder of an endpoint or of an asynchronous function. A class that also implements <see cref="IKeyBuilder"/> is
/// used as an <see cref="IKeyBuilder"/>.
/// </remarks>
public interface IAsyncKeyBuilder
{
    /// <summary>
    /// Returns the full key, as <see cref="IKeyBuilder.Build"/> does. If the key is empty, the request or the call is not cached.
    /// </summary>
    /// <param name="call">The request or the call.</param>
    /// <param name="cancellationToken">The token of the caller: that of the request, or the one that the function was called with.</param>
    ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken);
}
