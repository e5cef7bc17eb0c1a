namespace CacheKit;

/// <summary>Builds the key of a request asynchronously, for example after a lookup of the tenant.</summary>
/// <remarks>Set its type as the key builder of an endpoint. Implementations must be thread-safe.</remarks>
public interface IAsyncKeyBuilder
{
    /// <summary>Builds the whole key, as <see cref="IKeyBuilder.Build"/> does. If the key is empty, the request is not cached.</summary>
    ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken);
}
