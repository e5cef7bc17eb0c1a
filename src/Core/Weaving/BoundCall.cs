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

    public DetachedState<BoundCall<TCall, TResult>>? Detach()
    {
        var services = new CallServices(function.Cache.Scopes);
        try
        {
            TCall detached = _call.Detach(services);
            if (services.Refusal is null)
                return new(new BoundCall<TCall, TResult>(detached, function), services.Scope);

            function.WarnNotDetached(null, services.Refusal);
        }
        catch (Exception exception)
        {
            function.WarnNotDetached(exception, "its services could not be created in a new scope");
        }

        if (services.Scope is { } scope)
            Dispose(function, scope);
        return null;
    }

    // The caller does not wait for the disposal.
    private static void Dispose(BoundFunction<TCall, TResult> function, IAsyncDisposable scope) => CleanContext.Run(async () =>
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            function.WarnNotDetached(exception, "its services could not be disposed");
        }
    });
}
