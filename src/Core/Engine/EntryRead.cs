namespace CacheKit;

// What the engine read. The time to live is known only if it was asked for.
internal readonly record struct EntryRead<T>(bool IsHit, T? Value, TimeSpan? TimeToLive = null);
