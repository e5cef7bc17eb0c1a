namespace CacheKit.Benchmarks;

// A running store: the bare client of it, CacheKit's backend for it, and other caches over it.
internal sealed class RunningStore(string name, Contender<byte[]> client, ICacheBackend backend, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    public string Name => name;

    public Contender<byte[]> Client => client;

    public ICacheBackend Backend => backend;

    public IReadOnlyList<Contender<byte[]>> Rivals { get; init; } = [];

    // Encode objects as JSON.
    public IReadOnlyList<Contender<List<Order>>> ObjectRivals { get; init; } = [];

    // In KB, within the store's limit.
    public int LargeValue { get; init; } = 1024;

    public async ValueTask DisposeAsync()
    {
        if (backend is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        foreach (IAsyncDisposable one in owned.Reverse())
            await one.DisposeAsync();
    }
}
