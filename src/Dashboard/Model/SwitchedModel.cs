namespace CacheKit;

internal sealed record SwitchedModel(bool IsEnabled);
