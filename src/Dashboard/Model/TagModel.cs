namespace CacheKit;

internal sealed record TagModel(string Name, string State);
