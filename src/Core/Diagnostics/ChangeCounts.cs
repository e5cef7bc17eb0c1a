namespace CacheKit;

// Counts the changes that the application makes to a cache.
internal readonly struct ChangeCounts(string cacheName)
{
    public void AddRemovals(int keys)
    {
        if (CacheMetrics.Removals.Enabled)
            CacheMetrics.Removals.Add(keys, new KeyValuePair<string, object?>(MetricTags.Cache, cacheName));
    }

    public void AddClear()
    {
        if (CacheMetrics.Clears.Enabled)
            CacheMetrics.Clears.Add(1, new KeyValuePair<string, object?>(MetricTags.Cache, cacheName));
    }

    public void AddEvictions(int tags, bool isSoft)
    {
        if (!CacheMetrics.Evictions.Enabled)
            return;

        CacheMetrics.Evictions.Add(
            tags, new(MetricTags.Cache, cacheName), new KeyValuePair<string, object?>(MetricTags.Mode, isSoft ? "soft" : "immediate"));
    }
}
