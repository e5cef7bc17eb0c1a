namespace CacheKit;

// One operation of a backend, with its name in logs and metrics. The state has everything the call needs, so that the delegate captures
// nothing.
internal sealed record StoreOperation<TState, TResult>(string Name, Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> Call)
{
    public bool HasTimeout { get; init; } = true;

    // The key or prefix, for logs.
    public required Func<TState, string> Subject { get; init; }

    // The key that the call writes; null if it writes none.
    public Func<TState, string?>? WrittenKey { get; init; }

    // Drops the pending removals that the completed call makes unnecessary.
    public Action<RemovalReplay, TState, long>? CompleteRemovals { get; init; }
}
