namespace CacheKit;

// One of the calls of a backend, by the name that it has in logs and metrics. Its state is all that it needs, so that it captures nothing.
internal sealed record StoreOperation<TState, TResult>(string Name, Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> Call)
{
    public bool IsLimited { get; init; } = true;

    // The key, or the prefix, that it is about.
    public required Func<TState, string> Subject { get; init; }

    // The key of a call that puts something new there.
    public Func<TState, string?>? Writes { get; init; }

    // Which of the removals that were pending when the call began are done with it.
    public Action<RemovalReplay, TState, long>? Settle { get; init; }
}
