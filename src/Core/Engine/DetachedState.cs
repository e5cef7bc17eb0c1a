namespace CacheKit;

// State that does not depend on its caller any more, and the scope of its services, to be ended after the computation.
internal readonly record struct DetachedState<TState>(TState State, IAsyncDisposable? Scope);
