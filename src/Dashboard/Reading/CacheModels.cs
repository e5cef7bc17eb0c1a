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
        cache.Copies is { } copies ? new CopiesModel(copies.IsConfirmed, ToSecond(copies.Since)) : null,
        cache.Flights.Count,
        cache.Leases.Count);

    private static StoreModel Of(StoreReport store) => new(
        store.Level,
        store.Backend,
        NameOf(store.State),
        ToSecond(store.Since),
        store.Failures,
        store.PendingRemovals,
        store.Capabilities,
        store.Missing,
        store.Entries,
        store.Bytes);

    // It is computed from an age each time, and a model without a change must be the same.
    private static DateTimeOffset ToSecond(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds((time.ToUnixTimeMilliseconds() + 500) / 1_000);

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
