namespace CacheKit;

// A key to remove, or to give something else, or the prefix of the keys to clear. Of two, the one that was asked for later has the
// greater number.
internal sealed record PendingRemoval(string Text, bool IsPrefix, long Number, Replacement? Instead = null);
