namespace CacheKit;

// A call that a breaker lets through, and what it brought; nothing if it was not let through.
internal sealed class Trial<TState, T>(Func<TState, CancellationToken, ValueTask<Attempt<T>>> call, TState state)
{
    public Func<TState, CancellationToken, ValueTask<Attempt<T>>> Call => call;

    public TState State => state;

    public Attempt<T>? Attempt { get; set; }
}
