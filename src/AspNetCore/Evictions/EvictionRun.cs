using Microsoft.AspNetCore.Http;

namespace CacheKit;

// One request to an endpoint that evicts. The eviction happens when the response starts, or else when the handler has ended: in either case
// before the client can see the response and send its next request.
internal sealed class EvictionRun(HttpContext context, EndpointEvictions evictions)
{
    private bool _hasEnded;

    public HttpContext Context => context;

    // Reads an argument of the handler by the name of its parameter; null until the handler is called.
    public Func<string, object?>? Arguments { get; set; }

    public async Task InvokeAsync(RequestDelegate next)
    {
        context.Features.Set(this);
        await evictions.EvictAsync(this, before: true).ConfigureAwait(false);
        if (!context.Response.HasStarted)
            context.Response.OnStarting(static run => ((EvictionRun)run).EndAsync(), this);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has left. Whether the handler has made its change is unknown, whatever exception its driver makes of that.
            await EndAsync().ConfigureAwait(false);
            throw;
        }
        catch
        {
            // The response of an error page must not evict.
            _hasEnded = true;
            throw;
        }
        finally
        {
            // Middleware may run the handler of the request again.
            context.Features.Set<EvictionRun>(null);
        }

        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        if (_hasEnded)
            return;

        _hasEnded = true;

        // An exception handler behind this step may have answered a client that has left with an error.
        if (context.Response.StatusCode < StatusCodes.Status400BadRequest || context.RequestAborted.IsCancellationRequested)
            await evictions.EvictAsync(this, before: false).ConfigureAwait(false);
    }
}
