using Microsoft.AspNetCore.Http;

namespace CacheKit;

internal static class FaultStatus
{
    public static int Of(DashboardFault fault) => fault switch
    {
        DashboardFault.UnknownCache or DashboardFault.KeyNotFound => StatusCodes.Status404NotFound,
        DashboardFault.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,
        DashboardFault.NoListing => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status400BadRequest,
    };
}
