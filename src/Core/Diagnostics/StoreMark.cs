namespace CacheKit;

// How often a store had failed, and had recovered, when a call of it began.
internal readonly record struct StoreMark(long Failures, long Recoveries);
