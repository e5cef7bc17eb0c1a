using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CacheKit;

// Makes routing and the checks at start-up share their endpoints.
internal sealed class SharedEndpointsFilter(RoutedEndpoints endpoints) : IStartupFilter
{
    // A pipeline is built from its end to its beginning, and routing reads its data sources in between.
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following =>
        {
            endpoints.Restore();
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
