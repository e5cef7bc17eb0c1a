namespace CacheKit;

internal sealed record SwitchRequest(bool? IsEnabled);
