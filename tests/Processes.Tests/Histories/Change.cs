using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>A change that a node has made: to one row, or by a clear to those of a namespace.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Node">The node that did it.</param>
/// <param name="StartedAt">When the node began. The database had the new versions by then.</param>
/// <param name="EndedAt">When the call had ended. From then on it holds in the node that made it.</param>
/// <param name="Versions">The rows, and the versions that they had in the database.</param>
internal sealed record Change(NodeOperation Kind, string Node, long StartedAt, long EndedAt, IReadOnlyDictionary<int, long> Versions)
{
    /// <summary>Whether the store took it at the time.</summary>
    public bool IsTaken { get; init; } = true;

    /// <summary>Since when it holds in all nodes that share the store: since its end, or since the node has carried it out; null: not yet.</summary>
    public long? HoldsFrom { get; set; }

    /// <summary>Whether it is about a key: it says nothing of what others are computing at the time.</summary>
    public bool IsOfKeys => Kind is NodeOperation.Remove or NodeOperation.Clear or NodeOperation.Set;

    public bool IsRemoval => Kind is NodeOperation.Remove or NodeOperation.Clear;
}
