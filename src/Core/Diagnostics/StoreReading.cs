namespace CacheKit;

// The state of a store, one of StateSeries.StoreStates, and the removals that it has not performed yet.
internal sealed record StoreReading(string Backend, string State, int PendingRemovals);
