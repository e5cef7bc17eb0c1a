namespace CacheKit.Conformance;

/// <summary>A wrapper that changes nothing, to which the conformance suite applies as to its inner backend, which it disposes.</summary>
public sealed class WrappedBackend(ICacheBackend inner) : DelegatingBackend(inner), IAsyncDisposable
{
    /// <summary>Wraps a backend if requested, for a fixture that runs both on a backend and on a wrapper around it.</summary>
    public static ICacheBackend If(bool isWrapped, ICacheBackend backend) => isWrapped ? new WrappedBackend(backend) : backend;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Inner is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (Inner as IDisposable)?.Dispose();
    }
}
