namespace CacheKit.Node;

/// <summary>The answer of a node to a command, one line of its output.</summary>
public sealed record NodeAnswer(int Id)
{
    /// <summary>When the node started the command, by the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long StartedAt { get; init; }

    /// <summary>When the command ended.</summary>
    public long EndedAt { get; init; }

    /// <summary>The value of each caller; null if a look-up found none.</summary>
    public NodeValue?[] Values { get; init; } = [];

    /// <summary>
    /// Whether the store accepted the change: as an eviction reports, and for other changes if no call of the store failed in the meantime.
    /// </summary>
    public bool IsTaken { get; init; }

    public long Number { get; init; }

    /// <summary>The recorded reads of a load.</summary>
    public NodeRecord? Record { get; init; }

    /// <summary>The exception that ended the command.</summary>
    public string? Failure { get; init; }
}
