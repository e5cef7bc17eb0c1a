using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A cached function, as generated code calls it: on the global cache, or on the one that it names.</summary>
/// <typeparam name="TCall">A call of it.</typeparam>
/// <typeparam name="TResult">What it returns, or what its task brings.</typeparam>
/// <param name="method">What is known of it before anybody calls it.</param>
/// <param name="indexed">Whether its calls are equal exactly when their keys are, so that equal ones need no key.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedFunction<TCall, TResult>(CachedMethod method, bool indexed)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly string? _cacheName = method.CacheName;
    private BoundFunction<TCall, TResult>? _bound;

    /// <summary>Calls a function that returns a task.</summary>
    public Task<TResult> CallAsync(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        if (bound.Find(call) is { } held)
            return held.Task;

        bound.ReturnsTasks = true;
        return bound.CallAsync(call, cancellationToken).AsTask();
    }

    /// <summary>Calls a function that returns a value task.</summary>
    public ValueTask<TResult> CallValueAsync(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        return bound.Find(call) is { } held ? new(held.Value) : bound.CallAsync(call, cancellationToken);
    }

    /// <summary>Calls a synchronous function. Over a store outside this process the thread waits for it.</summary>
    public TResult Call(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        return bound.Find(call) is { } held ? held.Value : bound.Call(call, cancellationToken);
    }

    /// <summary>The entry of a call.</summary>
    public CachedCall<TResult> EntryOf(in TCall call) => new FunctionCall<TCall, TResult>(this, call);

    /// <summary>Hands the entry of a call to <see cref="CacheManager.For{T}(Func{T})"/>, in place of calling the function.</summary>
    public void Capture(in TCall call) => CallCapture.Set(EntryOf(call));

    internal BoundFunction<TCall, TResult> Bound()
    {
        object source = _cacheName is null ? GlobalCache.Current : GlobalCache.HostFor(_cacheName);
        BoundFunction<TCall, TResult>? bound = _bound;
        return bound is not null && bound.Source == source ? bound : Bind(source);
    }

    // Callers of several hosts take turns here.
    private BoundFunction<TCall, TResult> Bind(object source)
    {
        Cache cache = source as Cache ?? ((HostCaches)source).Named(_cacheName!);
        return _bound = (BoundFunction<TCall, TResult>)cache.Functions.GetOrAdd(
            this, _ => new BoundFunction<TCall, TResult>(method, cache, source, indexed));
    }
}
