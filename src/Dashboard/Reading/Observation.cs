namespace CacheKit;

// Lets the caches count while somebody watches: from the first request to a dashboard until five minutes after the last one.
internal sealed class Observation(DashboardCaches caches, TimeProvider time)
{
    private static readonly TimeSpan _rest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Cache, IDisposable[]> _observed = [];
    private ITimer? _end;

    // Called by each request. CacheManager.Init may have replaced a cache since the last one.
    public void Extend()
    {
        lock (_gate)
        {
            _end ??= CleanContext.Call(() => time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            _end.Change(_rest, Timeout.InfiniteTimeSpan);

            IReadOnlyList<CacheInspector> now = caches.All();
            foreach (CacheInspector cache in now)
            {
                if (!_observed.ContainsKey(cache.Cache))
                    _observed.Add(cache.Cache, [cache.Observe(), cache.Cache.Figures.Observe()]);
            }

            foreach (Cache old in _observed.Keys.Where(old => !now.Any(cache => cache.Cache == old)).ToList())
                End(old);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            foreach (Cache cache in _observed.Keys.ToList())
                End(cache);
        }
    }

    private void End(Cache cache)
    {
        foreach (IDisposable observing in _observed[cache])
            observing.Dispose();
        _observed.Remove(cache);
    }
}
