namespace CacheKit;

// Describes caches and their stores.
internal static class CacheModels
{
    public static CacheModel Of(CacheInspector cache) => new(
        cache.Name,
        cache.Prefix,
        cache.Enabled,
        cache.Cache.Expiration?.TotalSeconds,
        NameOf(cache.Listing),
        [.. cache.Stores.Select(Of)],
        cache.Copies is { } copies ? new CopiesModel(copies.IsConfirmed, copies.Since) : null,
        cache.Flights.Count,
        cache.Leases.Count);

    private static StoreModel Of(StoreReport store) => new(
        store.Level,
        store.Backend,
        NameOf(store.State),
        store.Since,
        store.Failures,
        store.PendingRemovals,
        store.Capabilities,
        store.Missing,
        store.Entries,
        store.Bytes);

    private static string NameOf(ListingSupport listing) => listing switch
    {
        ListingSupport.Pages => "pages",
        ListingSupport.Whole => "whole",
        _ => "none",
    };

    private static string NameOf(StoreState state) => state switch
    {
        StoreState.Available => "available",
        StoreState.Retrying => "retrying",
        _ => "unavailable",
    };
}
