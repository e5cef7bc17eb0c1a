namespace CacheKit;

// The caches of the application, and what this dashboard allows.
internal sealed record CachesModel(bool IsReadOnly, bool ShowsValues, IReadOnlyList<CacheModel> Caches);
