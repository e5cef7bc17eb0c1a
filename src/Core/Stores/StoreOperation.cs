namespace CacheKit;

// One operation of a backend, with its name in logs and metrics. The state has everything the call needs, so that the delegate captures
// nothing.
internal sealed record StoreOperation<TState, TResult>(string Name, Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> Call)
{
    public bool HasTimeout { get; init; } = true;

    // The key or prefix, for logs.
    public required Func<TState, string> Subject { get; init; }

    // Adds pending removals of the keys that the call may have written although it failed.
    public Action<RemovalReplay, TState>? AddRemovals { get; init; }

    // Drops the pending removals that the completed call makes unnecessary. The call started when the number was the last.
    public Action<PendingRemovals, TState, TResult, long>? CompleteRemovals { get; init; }
}
