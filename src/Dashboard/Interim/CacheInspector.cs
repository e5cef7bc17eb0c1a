using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Stands in for the inspector of Core.
internal sealed class CacheInspector(string name, Cache cache)
{
    private readonly KeyNames _names = new(cache.Engine.Keys);

    public string Name { get; } = name;

    public Cache Cache { get; } = cache;

    public string Prefix => Cache.Prefix;

    public bool Enabled
    {
        get => Cache.Enabled;
        set => Cache.Enabled = value;
    }

    public IReadOnlyList<StoreReport> Stores =>
    [
        new StoreReport
        {
            Level = "l2", Backend = Cache.Backend.GetType().Name, State = StoreState.Available, Since = Cache.TimeProvider.GetUtcNow(), Failures = 0,
            PendingRemovals = 0, Capabilities = [], Missing = [],
        },
    ];

    public CopiesReport? Copies => null;

    public IReadOnlyList<FlightReport> Flights => [];

    public IReadOnlyList<LeaseReport> Leases => [];

    public ListingSupport Listing => Cache.Backend is IListingBackend ? ListingSupport.Whole : ListingSupport.None;

    public static IReadOnlyList<CacheInspector> AllOf(IServiceProvider services)
    {
        var all = new List<CacheInspector>();
        foreach (string? name in services.GetServices<CacheRegistration>().Select(registration => registration.Name).Distinct())
        {
            if (services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(name)) is { } cache)
                all.Add(new CacheInspector(name ?? "default", cache));
        }

        if (GlobalCache.OfInit is { } init)
            all.Add(new CacheInspector("global", init));
        return all;
    }

    public async ValueTask<InspectedPage> ListAsync(
        string? @namespace, string? find, string? cursor, int size, CancellationToken cancellationToken, bool isWhole = false)
    {
        if (cursor is not null)
            throw new FormatException();
        var keys = new List<InspectedKey>();
        await foreach (StoredKey key in ((IListingBackend)Cache.Backend).ListAsync(_names.PrefixOf(@namespace), cancellationToken).ConfigureAwait(false))
        {
            InspectedKey one = _names.Describe(key);
            if ((find is null || key.Key.Contains(find, StringComparison.OrdinalIgnoreCase)) && one.Kind == KeyKind.Entry)
                keys.Add(one);
        }

        return new InspectedPage(keys, null, keys.Count, false);
    }

    public async ValueTask<InspectedEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        CacheEntry? entry = await Cache.Backend.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        (KeyKind kind, string? @namespace, string name) = _names.Split(key);
        return entry is not { } found ? null : new InspectedEntry
        {
            Key = key, Kind = kind, Namespace = @namespace, Name = name, Level = "l2", TimeToLive = found.TimeToLive, Size = found.Payload.Length,
            Payload = found.Payload,
        };
    }

    public ValueTask<bool> RemoveAsync(string key) => Cache.Engine.RemoveAsync(key, CancellationToken.None);

    public ValueTask<long> ClearAsync(string? @namespace) => Cache.ClearAsync(@namespace);

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode) => Cache.EvictAsync(tag, mode);

    public bool CanRefresh(string key) => false;

    public ValueTask<bool> RefreshAsync(string key) => new(false);

    public IDisposable Observe() => new MemoryStream();
}
