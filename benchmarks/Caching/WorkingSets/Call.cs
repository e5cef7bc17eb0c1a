namespace CacheKit.Benchmarks;

// The arguments of one call; a function takes the first one, three or eight of them.
internal readonly record struct Call(int Id, string Kind, long Page, bool Active, Guid Tenant, string Culture, int Size, byte Version);
