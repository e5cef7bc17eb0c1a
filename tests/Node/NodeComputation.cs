namespace CacheKit.Node;

/// <summary>A computation of a load, whose number its value has, and when its factory had the value: before that was stored.</summary>
public sealed record NodeComputation(long Number, long EndedAt);
