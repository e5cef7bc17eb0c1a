using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Where a value comes from, as far as the records tell.</summary>
/// <param name="SeenAt">When the first caller had it, and so when it had been stored at the latest.</param>
internal sealed record ValueOrigin(long SeenAt)
{
    /// <summary>The change that set it; null: it was computed.</summary>
    public Change? Set { get; init; }

    /// <summary>When its factory had it. It was not stored before.</summary>
    public long ComputedAt { get; init; }

    /// <summary>Whether a call of the store failed while it was being stored: it may have arrived later, until the node could remove it.</summary>
    public bool MayArriveLate { get; init; }

    public bool IsComputed => Set is null;

    /// <summary>What tells a value from all others of its row.</summary>
    public static (long Version, string Node, long Computation) IdentityOf(NodeValue value) => (value.Version, value.Node, value.Computation);
}
