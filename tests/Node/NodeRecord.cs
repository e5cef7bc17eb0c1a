namespace CacheKit.Node;

/// <summary>The record of a node under load.</summary>
public sealed record NodeRecord(string Node)
{
    public NodeRead[] Reads { get; init; } = [];

    public NodeComputation[] Computations { get; init; } = [];

    /// <summary>When calls of the store failed or were refused.</summary>
    public long[] StoreFailures { get; init; } = [];
}
