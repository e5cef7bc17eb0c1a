namespace CacheKit.Node;

/// <summary>What a computation brings: the version it read, and which computation of which node it was.</summary>
public sealed record NodeValue(long Version, string Node, long Computation);
