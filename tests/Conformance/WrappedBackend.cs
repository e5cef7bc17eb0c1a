namespace CacheKit.Conformance;

/// <summary>A wrapper that changes nothing, to which the conformance suite applies as to its inner backend, which it disposes.</summary>
/// <param name="inner">The inner backend.</param>
/// <param name="store">What is disposed; null: the inner backend.</param>
public sealed class WrappedBackend(ICacheBackend inner, ICacheBackend? store = null) : DelegatingBackend(inner), IAsyncDisposable
{
    /// <summary>How many bytes a payload that can't be compressed becomes longer by <see cref="Transformed"/>.</summary>
    public const int TransformOverhead = Sealing.Overhead + PayloadMark.Length + sizeof(int);

    /// <summary>Compresses the payloads of a backend, and seals them. The suite applies to the result as to the backend, which it disposes.</summary>
    public static ICacheBackend Transformed(ICacheBackend backend) =>
        new WrappedBackend(backend.Then(new BrotliCompression { MinPayload = 64 }).Then(new Sealing()), backend);

    /// <summary>Wraps a backend if requested, for a fixture that runs both on a backend and on a wrapper around it.</summary>
    public static ICacheBackend If(bool isWrapped, ICacheBackend backend) => isWrapped ? new WrappedBackend(backend) : backend;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        object disposed = store ?? Inner;
        if (disposed is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (disposed as IDisposable)?.Dispose();
    }
}
