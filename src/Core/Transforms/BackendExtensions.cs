namespace CacheKit;

/// <summary>Adds transforms to backends.</summary>
public static class BackendExtensions
{
    /// <summary>
    /// Returns a backend that transforms all payloads that are written to another one, whichever coder has encoded them:
    /// <c>new RedisBackend("localhost:6379").Then(new BrotliCompression()).Then(encryption)</c>.
    /// </summary>
    /// <remarks>
    /// An entry whose payload can't be restored is absent. The returned backend has the capabilities of the other one, but holds no values as
    /// objects (<see cref="IValueBackend"/>). It does not dispose the other one.
    /// </remarks>
    /// <param name="backend">The backend that stores the transformed payloads.</param>
    /// <param name="transform">The transform, which follows those that <c>Then</c> has added before.</param>
    /// <exception cref="ArgumentException">
    /// A transform compresses, and one before it encrypts. Or the backend has two levels: transform their shared store instead.
    /// </exception>
    public static ICacheBackend Then(this ICacheBackend backend, IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(transform);
        if (backend.FindCapability<TieredBackend>() is not null)
        {
            throw new ArgumentException(
                "A backend of two levels can't be transformed, because L1 returns values. Transform the shared store instead: " +
                $"new {nameof(TieredBackend)}(memory, store.Then(transform)), or Transform(...) before WithMemory().", nameof(backend));
        }

        if (backend is TransformedBackend transformed)
            return transformed.Then(transform);

        // Of a wrapper around a backend with transforms, those of the wrapper come first.
        var transforms = (TransformedCoder)new BytesCoder().Then(transform);
        TransformOrder.Require(backend, transforms, "The outer backend");
        return new TransformedBackend(backend, transforms);
    }
}
