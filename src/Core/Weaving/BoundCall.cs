namespace CacheKit.Weaving;

// A call and its function: the state with which the engine computes a value.
internal readonly struct BoundCall<TCall, TResult>(TCall call, BoundFunction<TCall, TResult> function)
    : ICallerState<BoundCall<TCall, TResult>>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly TCall _call = call;

    public static ValueTask<TResult> RunAsync(BoundCall<TCall, TResult> call, CancellationToken cancellationToken)
    {
        using (SynchronousCaller.Suspend())
            return call._call.RunAsync(cancellationToken);
    }

    public DetachedState<BoundCall<TCall, TResult>>? Detach(bool warns)
    {
        (TCall call, BoundFunction<TCall, TResult> bound) = (_call, function);
        return Detachment.Of(
            bound.Cache.Scopes, services => new BoundCall<TCall, TResult>(call.Detach(services), bound), warns ? bound.WarnNotDetached : null);
    }
}
