using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit;

// Stands before each endpoint of the dashboard.
internal sealed class AccessGuard(DashboardAccess access)
{
    public RequestDelegate Before(RequestDelegate next) => async context =>
    {
        DashboardHeaders.Write(context.Response.Headers);

        // Output caching keeps what a global policy of the application tells it to, also if it says no-store.
        if (context.Features.Get<IOutputCacheFeature>() is { } outputCache)
        {
            outputCache.Context.AllowCacheLookup = false;
            outputCache.Context.AllowCacheStorage = false;
        }

        string? reason = await access.WhyNotAsync(context).ConfigureAwait(false);
        await (reason is null ? next(context) : RefuseAsync(context.Response, reason)).ConfigureAwait(false);
    };

    private static Task RefuseAsync(HttpResponse response, string reason)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(reason);
    }
}
