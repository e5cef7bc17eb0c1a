namespace CacheKit;

// Expiration: the default in seconds; null: entries never expire. Listing: pages, whole or none.
internal sealed record CacheModel(
    string Name,
    string Prefix,
    bool IsEnabled,
    double? Expiration,
    string Listing,
    IReadOnlyList<StoreModel> Stores,
    CopiesModel? Copies,
    int Flights,
    int Leases);
