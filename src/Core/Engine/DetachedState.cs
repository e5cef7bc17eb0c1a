namespace CacheKit;

// Factory state that outlives its caller, and its service scope, which is disposed after the computation.
internal readonly record struct DetachedState<TState>(TState State, IAsyncDisposable? Scope);
