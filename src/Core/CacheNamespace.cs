namespace CacheKit;

// A namespace of a cache: the beginning of its keys, and the figures of calls by key.
internal sealed record CacheNamespace(string Name, string Prefix, RequestFigures Figures);
