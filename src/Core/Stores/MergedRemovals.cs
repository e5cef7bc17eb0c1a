namespace CacheKit;

// The result of merging too many pending removals: the prefix that is cleared instead of its keys, the number of further such prefixes, and the
// number of removals that were given up.
internal sealed record MergedRemovals(string? Prefix, int Others = 0, int Lost = 0);
