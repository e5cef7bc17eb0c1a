namespace CacheKit.Node;

/// <summary>
/// A computation of a load: its number, which is part of its value, and when its factory returned, which is before the value was stored.
/// </summary>
public sealed record NodeComputation(long Number, long EndedAt);
