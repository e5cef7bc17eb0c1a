namespace CacheKit;

// The caches that the meter reports: their state from their creation until they are disposed or collected. Requests of disposed caches stay
// counted, because counters never go down, and the last collection of a host may follow the disposal of its caches.
internal static class ReportedCaches
{
    private static readonly Lock _gate = new();

    // By the name of the cache, so that their number is limited.
    private static readonly Dictionary<string, CacheFigures> _disposed = new(StringComparer.Ordinal);

    // Weak, because a cache that is never disposed must not be kept in memory.
    private static WeakReference<CacheFigures>[] _caches = [];

    public static IReadOnlyList<CacheFigures> All
    {
        get
        {
            lock (_gate)
                return [.. _caches.Select(Target).OfType<CacheFigures>(), .. _disposed.Values];
        }
    }

    public static void Add(CacheFigures figures)
    {
        lock (_gate)
            _caches = [.. _caches.Where(cache => Target(cache) is not null), new WeakReference<CacheFigures>(figures)];
    }

    public static void Remove(CacheFigures figures)
    {
        lock (_gate)
        {
            if (!_caches.Any(cache => Target(cache) == figures))
                return;

            _caches = [.. _caches.Where(cache => Target(cache) is { } other && other != figures)];
            if (figures.Subjects.Count == 0)
                return;
            if (!_disposed.TryGetValue(figures.CacheName, out CacheFigures? sum))
                _disposed.Add(figures.CacheName, sum = new CacheFigures(figures.CacheName));
            sum.Add(figures);
        }
    }

    private static CacheFigures? Target(WeakReference<CacheFigures> cache) => cache.TryGetTarget(out CacheFigures? figures) ? figures : null;
}
