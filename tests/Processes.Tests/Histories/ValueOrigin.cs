using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>The origin of a value, as far as the records show.</summary>
/// <param name="SeenAt">When the first caller received it, and therefore when it was stored at the latest.</param>
internal sealed record ValueOrigin(long SeenAt)
{
    /// <summary>The change that set the value; null: it was computed.</summary>
    public Change? Set { get; init; }

    /// <summary>When its factory returned. It was not stored earlier.</summary>
    public long ComputedAt { get; init; }

    /// <summary>
    /// Whether a call of the store failed while the value was being stored: it may have arrived later, until the node could remove it.
    /// </summary>
    public bool MayArriveLate { get; init; }

    public bool IsComputed => Set is null;

    /// <summary>Returns what distinguishes a value from all others of its row.</summary>
    public static (long Version, string Node, long Computation) IdentityOf(NodeValue value) => (value.Version, value.Node, value.Computation);
}
