namespace CacheKit.Conformance;

/// <summary>A wrapper that changes nothing: the suite holds it to all that the backend inside is held to. Disposes of that backend.</summary>
public sealed class WrappedBackend(ICacheBackend inner) : DelegatingBackend(inner), IAsyncDisposable
{
    /// <summary>For a fixture that runs twice: on the backend itself, and on a wrapper around it.</summary>
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
