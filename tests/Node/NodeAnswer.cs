namespace CacheKit.Node;

/// <summary>One line that a node writes: what came of a command.</summary>
public sealed record NodeAnswer(int Id)
{
    /// <summary>When the node began with the command, by the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it was done.</summary>
    public long EndedAt { get; init; }

    /// <summary>What each caller got; null where a look found nothing.</summary>
    public NodeValue?[] Values { get; init; } = [];

    /// <summary>Whether the store took what was asked: as an eviction says itself, and otherwise because no call of the store failed meanwhile.</summary>
    public bool IsTaken { get; init; }

    public long Number { get; init; }

    /// <summary>What was seen under load.</summary>
    public NodeRecord? Record { get; init; }

    /// <summary>The exception that ended the command.</summary>
    public string? Failure { get; init; }
}
