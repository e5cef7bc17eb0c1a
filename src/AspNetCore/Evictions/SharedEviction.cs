namespace CacheKit;

// Marks a setting of .CacheEvict() as one of several endpoints, some of which may only read.
internal sealed record SharedEviction(CacheEvictAttribute Setting);
