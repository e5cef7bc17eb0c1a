namespace CacheKit;

/// <summary>How a request ended.</summary>
/// <param name="Status">What the server said.</param>
/// <param name="Item">What it sent along.</param>
internal readonly record struct RequestOutcome(ReplyStatus Status, MemcachedItem Item);
