using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Sets the flow at the beginning of a request, for applications without UseCacheKit and for middleware before it. With UseCacheKit it does
// so only while there are several hosts, so that hits do not pay for it.
internal sealed class RequestFlowFilter(CacheKitPresence presence) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following =>
        {
            RequestDelegate entering = RequestFlow.Enter(app, following);
            return context => presence.IsConfirmed && !GlobalCache.HasSeveralHosts ? following(context) : entering(context);
        });
        next(app);
    };
}
