using System.Text.Json.Serialization;

namespace CacheKit.Node;

/// <summary>A command to a node, one line of its input.</summary>
public sealed record NodeCommand(NodeOperation Operation)
{
    /// <summary>The number that identifies the answer.</summary>
    public int Id { get; init; }

    public string Key { get; init; } = "";

    public string? Namespace { get; init; }

    public string[] Tags { get; init; } = [];

    /// <summary>The row of the database that a computation reads at its start.</summary>
    public int Row { get; init; }

    /// <summary>The number of rows that a load reads.</summary>
    public int Rows { get; init; } = Database.Rows;

    /// <summary>The duration of a computation.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>The pause of each caller of a load between two reads.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The number of concurrent callers.</summary>
    public int Callers { get; init; } = 1;

    /// <summary>The function of synchronous callers.</summary>
    public SynchronousFunction Function { get; init; }

    /// <summary>Whether the thread pool gets no thread beside those of the synchronous callers.</summary>
    public bool FillsPool { get; init; }

    public TimeSpan? Expiration { get; init; }

    public TimeSpan Grace { get; init; }

    public TimeSpan? Lease { get; init; }

    /// <summary>How far the clock of the node is moved; negative: back.</summary>
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
