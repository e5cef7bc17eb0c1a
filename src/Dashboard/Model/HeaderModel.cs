namespace CacheKit;

internal sealed record HeaderModel(string Name, string Value);
