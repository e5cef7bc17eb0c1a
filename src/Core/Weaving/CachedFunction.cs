using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A cached function on the global cache or on a named cache. Generated code calls it instead of the original function.</summary>
/// <typeparam name="TCall">The type of its calls.</typeparam>
/// <typeparam name="TResult">The result type of the function or of its task.</typeparam>
/// <param name="method">The compile-time description of the function.</param>
/// <param name="indexed">Whether calls are equal if and only if their keys are equal, so that an in-memory hit needs no key.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedFunction<TCall, TResult>(CachedMethod method, bool indexed)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly string? _cacheName = method.CacheName;
    private BoundFunction<TCall, TResult>? _bound;

    /// <summary>Calls a function that returns a <see cref="Task{TResult}"/>.</summary>
    public Task<TResult> CallAsync(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        if (bound.Find(call) is { } held)
            return held.Task;

        bound.ReturnsTasks = true;
        return bound.CallAsync(call, cancellationToken).AsTask();
    }

    /// <summary>Calls a function that returns a <see cref="ValueTask{TResult}"/>.</summary>
    public ValueTask<TResult> CallValueAsync(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        return bound.Find(call) is { } held ? new(held.Value) : bound.CallAsync(call, cancellationToken);
    }

    /// <summary>Calls a synchronous function. The thread blocks while a store outside this process is called.</summary>
    public TResult Call(in TCall call, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TResult> bound = Bound();
        return bound.Find(call) is { } held ? held.Value : bound.Call(call, cancellationToken);
    }

    /// <summary>Returns the entry of a call.</summary>
    public CachedCall<TResult> EntryOf(in TCall call) => new FunctionCall<TCall, TResult>(this, call);

    /// <summary>Passes the entry of a call to <see cref="CacheManager.For{T}(Func{T})"/> instead of calling the function.</summary>
    public void Capture(in TCall call) => CallCapture.Set(EntryOf(call));

    internal BoundFunction<TCall, TResult> Bound()
    {
        object source = _cacheName is null ? GlobalCache.Current : GlobalCache.HostFor(_cacheName);
        BoundFunction<TCall, TResult>? bound = _bound;
        return bound is not null && bound.Source == source ? bound : Bind(source);
    }

    // If callers of several hosts alternate, each change of the host looks the function up again.
    private BoundFunction<TCall, TResult> Bind(object source)
    {
        Cache cache = source as Cache ?? ((HostCaches)source).Named(_cacheName!);
        var bound = (BoundFunction<TCall, TResult>)cache.Functions.GetValue(
            this, _ => new BoundFunction<TCall, TResult>(method, cache, source, indexed));
        cache.Policies.Add(bound.Settings);
        return _bound = bound;
    }
}
