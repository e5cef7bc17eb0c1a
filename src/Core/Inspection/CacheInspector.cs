namespace CacheKit;

// The state and the entries of one cache, for the dashboard and the health check. It is cheap to create; all state is the cache's.
internal sealed class CacheInspector
{
    private readonly TieredBackend? _levels;
    private readonly InspectedStore _store;
    private readonly EntryReading _reading;
    private readonly KeyNames _names;

    public CacheInspector(string name, Cache cache)
    {
        Name = name;
        Cache = cache;
        _levels = cache.Backend.FindCapability<TieredBackend>();
        _names = new KeyNames(Engine.Keys);
        _store = new InspectedStore(_levels?.Remote ?? cache.Backend, Engine.Time);
        _reading = new EntryReading(cache.Backend, _levels, _store, _names);
    }

    // "default", the name of a named cache, or "global" for the cache of CacheManager.Init.
    public string Name { get; }

    public Cache Cache { get; }

    public string Prefix => Cache.Prefix;

    public bool Enabled
    {
        get => Cache.Enabled;
        set => Cache.Enabled = value;
    }

    // L1 first.
    public IReadOnlyList<StoreReport> Stores => StoreReports.Of(Cache.Backend, _levels, Engine);

    // Null without two levels.
    public CopiesReport? Copies => _levels is null ? null : CopiesReports.Of(_levels, Engine.Time);

    // The oldest first.
    public IReadOnlyList<FlightReport> Flights => [.. Engine.Flights.All().Select(FlightOf).OrderBy(flight => flight.Since)];

    // The oldest first.
    public IReadOnlyList<LeaseReport> Leases => [.. Engine.Leases.Open.Select(LeaseOf).OrderBy(lease => lease.Since)];

    public ListingSupport Listing => _store.Listing;

    private CacheEngine Engine => Cache.Engine;

    // The caches of a host: the default one first, and the cache of CacheManager.Init last. Creates those that were not used yet.
    public static IReadOnlyList<CacheInspector> AllOf(IServiceProvider services)
    {
        var found = new List<CacheInspector>();
        if (services.GetService(typeof(HostCaches)) is HostCaches host)
            found.AddRange(host.All().Select(one => new CacheInspector(one.Name ?? "default", one.Cache)));
        if (GlobalCache.OfInit is { } global)
            found.Add(new CacheInspector("global", global));
        return found;
    }

    // Lists one page of the store: the keys of a namespace (null: of the cache) that contain a text (null: all). Without isWhole only
    // entries.
    public async ValueTask<InspectedPage> ListAsync(
        string? @namespace, string? find, string? cursor, int size, CancellationToken cancellationToken, bool isWhole = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (Listing == ListingSupport.None)
            throw new InvalidOperationException($"{Stores[^1].Backend} cannot list its keys. Look at {nameof(Listing)} first.");

        KeyPage page = await _store.ListAsync(_names.PrefixOf(@namespace), cursor, size, cancellationToken).ConfigureAwait(false);
        bool isCut = Listing == ListingSupport.Whole && page.Keys.Count > InspectedStore.WholeLimit;
        IEnumerable<StoredKey> searched = isCut ? page.Keys.Take(InspectedStore.WholeLimit) : page.Keys;
        InspectedKey[] keys =
        [
            .. searched.Where(key => find is null || key.Key.Contains(find, StringComparison.OrdinalIgnoreCase))
                .Select(_names.Describe).Where(key => isWhole || key.Kind == KeyKind.Entry),
        ];
        return new InspectedPage(keys, page.Next, isCut ? InspectedStore.WholeLimit : page.Keys.Count, isCut);
    }

    // Null if the key is absent.
    public ValueTask<InspectedEntry?> ReadAsync(string key, CancellationToken cancellationToken) => _reading.ReadAsync(key, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key) => Engine.RemoveAsync(key, CancellationToken.None);

    public ValueTask<long> ClearAsync(string? @namespace) => Engine.ClearAsync(_names.PrefixOf(@namespace), CancellationToken.None);

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode) => Cache.EvictAsync(tag, mode, CancellationToken.None);

    // Whether the entry is that of a function that this process has computed lately, while somebody observed.
    public bool CanRefresh(string key) => Engine.RecentCalls.Of(key) is not null;

    // Runs the function in the background, and stores its new value. Waits for it, but not for long. False if that is not possible, or if
    // the function has failed, which is logged.
    public ValueTask<bool> RefreshAsync(string key) => Engine.RecentCalls.Of(key)?.RefreshAsync(Engine, key) ?? new(false);

    // Remembers the calls of functions for CanRefresh until the result is disposed.
    public IDisposable Observe() => Engine.RecentCalls.Observe();

    private FlightReport FlightOf((string Key, Flight Flight) running) =>
        new(running.Key, Engine.Time.GetUtcNow() - running.Flight.Age, running.Flight.Waiters, IsInBackground: running.Flight.Waiters == 0);

    private LeaseReport LeaseOf(OpenLease lease) => new(_names.EntryOf(lease.Key), Engine.Time.GetUtcNow() - lease.Age, lease.IsHeld);
}
