using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving;

// Replaces the objects of a caller in a call that will run in the background.
internal static class Detachment
{
    // Null, with a warning unless it is asked for none, if that is not possible.
    public static DetachedState<TState>? Of<TState>(IServiceScopeFactory? scopes, Func<CallServices, TState> detach, Action<Exception?, string>? warn)
    {
        var services = new CallServices(scopes);
        try
        {
            TState detached = detach(services);
            if (services.Refusal is null)
                return new(detached, services.Scope);

            warn?.Invoke(null, services.Refusal);
        }
        catch (Exception exception)
        {
            warn?.Invoke(exception, "its services could not be created in a new scope");
        }

        if (services.Scope is { } scope)
            Dispose(scope, warn);
        return null;
    }

    // The caller does not wait for the disposal.
    private static void Dispose(IAsyncDisposable scope, Action<Exception?, string>? warn) => CleanContext.Run(async () =>
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            warn?.Invoke(exception, "its services could not be disposed");
        }
    });
}
