using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Has the cached functions that a request calls use the caches of its host: a server runs requests outside of the flow that has started it.
internal static class RequestFlow
{
    // From a middleware on. It is done in each request that gets there: another host may be built while it runs.
    public static RequestDelegate Enter(IApplicationBuilder app, RequestDelegate next)
    {
        if (app.ApplicationServices.GetService<HostCaches>() is not { } caches)
            return next;

        GlobalCache.Add(caches);
        return context =>
        {
            GlobalCache.Enter(caches);
            return next(context);
        };
    }
}
