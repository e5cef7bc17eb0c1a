namespace CacheKit.Conformance;

/// <summary>A wrapper that changes nothing: the suite holds it to all that the backend inside is held to. Disposes of that backend.</summary>
public sealed class WrappedBackend(ICacheBackend inner) : DelegatingBackend(inner), IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Inner is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (Inner as IDisposable)?.Dispose();
    }
}
