using System.Text.Json.Serialization;

namespace CacheKit.Node;

/// <summary>One line that a node reads: what to do, and with what.</summary>
public sealed record NodeCommand(NodeOperation Operation)
{
    /// <summary>What the answer is told from others' by.</summary>
    public int Id { get; init; }

    public string Key { get; init; } = "";

    public string? Namespace { get; init; }

    public string[] Tags { get; init; } = [];

    /// <summary>The row of the database that a computation reads when it begins.</summary>
    public int Row { get; init; }

    /// <summary>How many rows a load reads, from the first on.</summary>
    public int Rows { get; init; } = Database.Rows;

    /// <summary>How long a computation takes.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>How long each caller of a load pauses between two reads.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many callers ask at once.</summary>
    public int Callers { get; init; } = 1;

    public TimeSpan? Expiration { get; init; }

    public TimeSpan Grace { get; init; }

    public TimeSpan? Lease { get; init; }

    /// <summary>By how much the clock of the node is set forward, or back where it is less than zero.</summary>
    public TimeSpan Step { get; init; }

    [JsonIgnore]
    public CacheEntryOptions EntryOptions => new()
    {
        Expiration = Expiration,
        Namespace = Namespace,
        Tags = Tags,
        Lease = Lease,
        Stale = Grace > TimeSpan.Zero ? new StaleOptions { Grace = Grace } : null,
    };
}
