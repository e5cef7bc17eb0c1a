namespace CacheKit;

// One of the calls of a backend, by the name that it has in logs and metrics. The state is all that a call needs, so that it captures nothing.
internal sealed record StoreOperation<TState, TResult>(string Name, Func<ICacheBackend, TState, CancellationToken, ValueTask<TResult>> Call, bool IsLimited = true);
