namespace CacheKit;

// Why the dashboard can't answer.
internal enum DashboardFault
{
    UnknownCache,
    BadParameter,
    UnknownCursor,
    KeyNotFound,
    StoreUnavailable,
    NoListing,
}
