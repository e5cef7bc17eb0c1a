namespace CacheKit;

// The options of one dashboard, which do not change any more.
internal sealed record DashboardSettings(bool IsReadOnly, bool ShowsValues);
