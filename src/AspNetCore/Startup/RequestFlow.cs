using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Makes cached functions that a request calls use the caches of its host. A server does not run requests in the asynchronous flow that
// started the host, so the flow of each request is set.
internal static class RequestFlow
{
    // Sets it in each request, because another host may be built at any time.
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
