namespace CacheKit;

/// <summary>Makes the key of an endpoint's request, where that takes a wait: a look-up of the tenant, say.</summary>
/// <remarks>Name its type as the key builder of an endpoint. Safe for use by many threads at once.</remarks>
public interface IAsyncKeyBuilder
{
    /// <summary>The whole key, as <see cref="IKeyBuilder.Build"/> makes it. An empty key: this request is not cached.</summary>
    ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken);
}
