using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Reads what the dashboard shows. Throws DashboardException with what is wrong, and what to do.
internal sealed class DashboardReader(IServiceProvider services, CacheKitDashboardOptions options)
{
    public const int DefaultPageSize = 100;
    public const int LargestPageSize = 1_000;

    public CachesModel Caches() => new(options.ReadOnly, options.ShowsValues, [.. AllCaches().Select(ModelOf)]);

    public FiguresModel Figures() =>
        new(TimeProvider.System.GetUtcNow(), [.. AllCaches().Select(cache => new CacheFiguresModel(cache.Name, [], []))]);

    // Namespace: null: all; find: a part of the key, null: any; cursor: null: the first page.
    public async ValueTask<KeyPageModel> KeysAsync(
        string cache, string? @namespace, string? find, string? cursor, int size, CancellationToken cancellationToken)
    {
        Cache found = CacheOf(cache);
        if (found.Backend is not IListingBackend listing)
            throw new DashboardException(DashboardFault.NoListing, $"{found.Backend.GetType().Name} can't list keys.");

        var keys = new List<KeyModel>();
        await foreach (StoredKey key in listing.ListAsync(found.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (keys.Count == size)
                return new KeyPageModel(keys, Next: null, keys.Count, IsCut: true);
            if (find is null || key.Key.Contains(find, StringComparison.OrdinalIgnoreCase))
                keys.Add(new KeyModel(key.Key, @namespace ?? "", key.Key, key.TimeToLive?.TotalSeconds));
        }

        return new KeyPageModel(keys, Next: null, keys.Count, IsCut: false);
    }

    public async ValueTask<EntryModel> EntryAsync(string cache, string key, CancellationToken cancellationToken)
    {
        Cache found = CacheOf(cache);
        CacheEntry entry = await found.Backend.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false) ??
            throw new DashboardException(DashboardFault.KeyNotFound, $"There is no entry with the key {key} any more.");
        return new EntryModel(
            key, Namespace: "", key, "l2", entry.TimeToLive?.TotalSeconds, entry.Payload.Length, Created: null, FreshUntil: null, [], Type: null,
            "text", options.ShowsValues ? System.Text.Encoding.UTF8.GetString(entry.Payload.Span) : null, Response: null, IsCut: false,
            CanRefresh: false);
    }

    public EventsModel Events() => new([]);

    private Cache CacheOf(string name) =>
        AllCaches().FirstOrDefault(cache => cache.Name == name).Cache ??
        throw new DashboardException(DashboardFault.UnknownCache, $"There is no cache '{name}'.");

    private List<(string Name, Cache Cache)> AllCaches()
    {
        var all = new List<(string, Cache)>();
        foreach (string? name in services.GetServices<CacheRegistration>().Select(registration => registration.Name).Distinct())
        {
            if (services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(name)) is { } cache)
                all.Add((name ?? "default", cache));
        }

        if (GlobalCache.OfInit is { } init)
            all.Add(("global", init));
        return all;
    }

    private static CacheModel ModelOf((string Name, Cache Cache) item) => new(
        item.Name, item.Cache.Prefix, item.Cache.Enabled, item.Cache.Expiration?.TotalSeconds,
        item.Cache.Backend is IListingBackend ? "whole" : "none",
        [new StoreModel("l2", item.Cache.Backend.GetType().Name, "available", Since: null, 0, 0, [], [], Entries: null, Bytes: null)],
        Copies: null, Flights: 0, Leases: 0);
}
