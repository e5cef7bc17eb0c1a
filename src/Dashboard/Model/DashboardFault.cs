namespace CacheKit;

// Why the dashboard can't answer a request.
internal enum DashboardFault
{
    BadParameter,
    BadBody,
    UnknownCursor,
    UnknownCache,
    KeyNotFound,
    ReadOnly,
    OtherOrigin,
    NotJson,
    TooLarge,
    NoListing,
    StoreUnavailable,
    StoreRefused,
    TooManyConnections,
}
