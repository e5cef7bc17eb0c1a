using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CacheKit;

// Has the endpoints of an application checked, and has that share them with routing, which would build them once more.
internal sealed class EndpointCheckFilter(EndpointCheck check, RoutedEndpoints endpoints) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // A pipeline is built from its end to its begin, and routing reads its sources in between.
        app.Use(following =>
        {
            endpoints.Restore();
            check.RunUnlessPostponed();
            return following;
        });
        next(app);
        app.Use(following =>
        {
            endpoints.Share(app);
            return following;
        });
    };
}
