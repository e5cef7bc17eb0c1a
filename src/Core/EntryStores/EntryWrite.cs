namespace CacheKit;

// A value to store, together with others.
internal readonly record struct EntryWrite<T>(string Key, T Value, EntrySettings Settings, EntryPlan Plan);
