using System.Globalization;

namespace CacheKit;

// The problems of one cache as sentences, and its figures.
internal sealed class CacheHealthReport
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, object> _data = [];

    public CacheHealthReport(CacheInspector cache)
    {
        foreach (StoreReport store in cache.Stores)
            Add(cache.Name, store);
        if (cache.Copies is { } copies)
            Add(cache.Name, copies);
    }

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyDictionary<string, object> Data => _data;

    private void Add(string cache, StoreReport store)
    {
        string prefix = $"{cache}.{store.Level}.";
        _data[prefix + "backend"] = store.Backend;
        _data[prefix + "state"] = store.State.ToString();
        _data[prefix + "since"] = store.Since;
        _data[prefix + "failures"] = store.Failures;
        _data[prefix + "pendingRemovals"] = store.PendingRemovals;
        if (store.State != StoreState.Available)
        {
            _problems.Add(
                $"Cache '{cache}': {store.Backend} is unavailable since {TextOf(store.Since)} (failed or skipped calls: {store.Failures}). " +
                "Values are computed for each call until it answers again.");
        }

        if (store.PendingRemovals > 0)
        {
            _problems.Add(
                $"Cache '{cache}': removals are pending for {store.Backend} ({store.PendingRemovals}). This process no longer finds their entries; other " +
                "processes may, until the store has removed them.");
        }
    }

    private void Add(string cache, CopiesReport copies)
    {
        _data[$"{cache}.copies.state"] = copies.State.ToString();
        _data[$"{cache}.copies.since"] = copies.Since;
        if (copies.State == CopiesState.Unconfirmed)
        {
            _problems.Add(
                $"Cache '{cache}': L1 copies are not confirmed since {TextOf(copies.Since)}, because changes of other processes cannot be received. A copy " +
                $"may be up to {copies.Limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds older than its entry.");
        }
    }

    private static string TextOf(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
