namespace CacheKit.Weaving.Tests.Functions;

// A service that ends with its scope.
internal sealed class Scoped : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
