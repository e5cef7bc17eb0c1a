namespace CacheKit;

// What a cache holds in the memory of this process. The size is null if it is not measured.
internal sealed record MemoryReading(string Backend, long Entries, long? Size, long Evictions);
