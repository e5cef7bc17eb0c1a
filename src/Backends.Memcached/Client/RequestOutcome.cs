namespace CacheKit;

/// <summary>The outcome of a request.</summary>
/// <param name="Status">The status of the reply.</param>
/// <param name="Item">The item in the reply.</param>
internal readonly record struct RequestOutcome(ReplyStatus Status, MemcachedItem Item);
