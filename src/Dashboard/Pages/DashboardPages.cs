using Microsoft.AspNetCore.Routing;

namespace CacheKit;

internal static class DashboardPages
{
    public static void Map(RouteGroupBuilder group, DashboardReader reader)
    {
    }
}
