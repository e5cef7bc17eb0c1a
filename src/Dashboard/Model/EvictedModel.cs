namespace CacheKit;

// IsDone: false if the store was down; the eviction is done when it is back.
internal sealed record EvictedModel(bool IsDone);
