namespace CacheKit;

// The state of a store, and how long it has been so.
internal readonly record struct StoreCondition(StoreState State, TimeSpan Age);
