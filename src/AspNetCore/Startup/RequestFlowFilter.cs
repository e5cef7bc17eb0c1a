using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Enters the flow of a request at its begin, for applications without UseCacheKit, and for what stands in front of it in a pipeline. With
// UseCacheKit that is done only while there are several hosts, so that a hit costs nothing for it.
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
