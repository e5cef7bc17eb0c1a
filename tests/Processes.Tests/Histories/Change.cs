using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>A change that a node made: of one row, or by a clear of all rows in a namespace.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Node">The node that made the change.</param>
/// <param name="StartedAt">When the node started. The database had the new versions by then.</param>
/// <param name="EndedAt">When the call ended. From then on the change binds the node that made it.</param>
/// <param name="Versions">The changed rows and their versions in the database.</param>
internal sealed record Change(NodeOperation Kind, string Node, long StartedAt, long EndedAt, IReadOnlyDictionary<int, long> Versions)
{
    /// <summary>Whether the store accepted the change at the time.</summary>
    public bool IsTaken { get; init; } = true;

    /// <summary>Since when the change binds all nodes that share the store: its end, or when the node replayed it; null: not yet.</summary>
    public long? HoldsFrom { get; set; }

    /// <summary>Whether the change concerns keys, so that it does not affect values that other nodes are computing.</summary>
    public bool IsOfKeys => Kind is NodeOperation.Remove or NodeOperation.Clear or NodeOperation.Set;

    public bool IsRemoval => Kind is NodeOperation.Remove or NodeOperation.Clear;
}
