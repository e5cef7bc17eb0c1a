namespace CacheKit;

// The caches whose state the meter reports: from their creation until they are disposed or collected.
internal static class ReportedCaches
{
    private static readonly Lock _gate = new();

    // Weak, because a cache that is never disposed must not be kept in memory.
    private static WeakReference<CacheFigures>[] _caches = [];

    public static IEnumerable<CacheFigures> All
    {
        get
        {
            foreach (WeakReference<CacheFigures> cache in Volatile.Read(ref _caches))
            {
                if (cache.TryGetTarget(out CacheFigures? figures))
                    yield return figures;
            }
        }
    }

    public static void Add(CacheFigures figures)
    {
        lock (_gate)
            _caches = [.. _caches.Where(cache => cache.TryGetTarget(out _)), new WeakReference<CacheFigures>(figures)];
    }

    public static void Remove(CacheFigures figures)
    {
        lock (_gate)
            _caches = [.. _caches.Where(cache => cache.TryGetTarget(out CacheFigures? other) && other != figures)];
    }
}
