namespace CacheKit;

// Metadata of the endpoints of one dashboard.
internal sealed class DashboardMark;
