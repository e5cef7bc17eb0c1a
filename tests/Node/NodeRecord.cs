namespace CacheKit.Node;

/// <summary>What a node has seen under load.</summary>
public sealed record NodeRecord(string Node)
{
    public NodeRead[] Reads { get; init; } = [];

    public NodeComputation[] Computations { get; init; } = [];

    /// <summary>When calls of the store have failed, or were refused.</summary>
    public long[] StoreFailures { get; init; } = [];
}
