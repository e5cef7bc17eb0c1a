namespace CacheKit;

/// <summary>What a backend holds.</summary>
/// <param name="Entries">The number of entries, including expired ones that are not removed yet.</param>
/// <param name="Size">The memory that the entries take, in bytes; null if the backend does not measure it.</param>
/// <param name="Evictions">The number of entries that were removed to make room for others, since the backend was created.</param>
public readonly record struct BackendMeasurement(long Entries, long? Size, long Evictions);
