namespace CacheKit;

// Whether the L1 copies of a cache with two levels are confirmed by its invalidation channel.
internal sealed record CopiesModel(bool IsConfirmed, DateTimeOffset? Since);
