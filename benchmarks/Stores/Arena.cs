namespace CacheKit.Benchmarks;

// The contenders on one store. The first one is the bare client, which the others are compared with.
internal sealed class Arena<T>(string store, IReadOnlyList<Contender<T>> contenders, params IAsyncDisposable[] owned) : IAsyncDisposable
    where T : class
{
    public string Store => store;

    public IReadOnlyList<Contender<T>> Contenders => contenders;

    // In KB, within the store's limit.
    public int LargeValue { get; init; } = 1024;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in owned.Reverse())
            await one.DisposeAsync();
    }
}
