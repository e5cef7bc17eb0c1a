namespace CacheKit;

// A key to remove or replace, or the prefix of the keys to clear. Later removals have greater numbers.
internal sealed record PendingRemoval(string Text, bool IsPrefix, long Number, Replacement? Replacement = null);
