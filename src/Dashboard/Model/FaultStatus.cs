using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The status of a page or an API answer with a fault.
internal static class FaultStatus
{
    public static int Of(DashboardFault fault) => fault switch
    {
        DashboardFault.BadParameter or DashboardFault.BadBody or DashboardFault.UnknownCursor => StatusCodes.Status400BadRequest,
        DashboardFault.ReadOnly or DashboardFault.OtherOrigin => StatusCodes.Status403Forbidden,
        DashboardFault.UnknownCache or DashboardFault.KeyNotFound => StatusCodes.Status404NotFound,
        DashboardFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
        DashboardFault.NotJson => StatusCodes.Status415UnsupportedMediaType,
        DashboardFault.NoListing => StatusCodes.Status501NotImplemented,
        DashboardFault.StoreRefused => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
