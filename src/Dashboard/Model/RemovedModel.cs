namespace CacheKit;

internal sealed record RemovedModel(long Removed);
