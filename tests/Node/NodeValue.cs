namespace CacheKit.Node;

/// <summary>A computed value: the version that was read, the node, and the number of the computation.</summary>
public sealed record NodeValue(long Version, string Node, long Computation);
