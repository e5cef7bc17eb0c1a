namespace CacheKit;

// What has become of pending removals that were too many: the prefix that is cleared in place of its keys, how many further prefixes are, and how
// many removals were given up.
internal sealed record MergedRemovals(string? Prefix, int Others = 0, int Lost = 0);
