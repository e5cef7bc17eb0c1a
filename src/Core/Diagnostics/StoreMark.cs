namespace CacheKit;

// The number of failures and recoveries of a store at the start of a call.
internal readonly record struct StoreMark(long Failures, long Recoveries);
