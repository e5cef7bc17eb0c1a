namespace CacheKit.Node;

/// <summary>What a node is started with: its only argument, as JSON.</summary>
public sealed record NodeSettings
{
    /// <summary><c>memory</c>, <c>redis</c>, <c>memcached</c> or <c>dynamodb</c>.</summary>
    public required string Store { get; init; }

    /// <summary>Where the store's server listens, as the backend takes it.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether the node has a level in memory in front of its store.</summary>
    public bool IsTiered { get; init; }

    /// <summary>How long a copy there may be outdated at most.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call of the store may take: long, where it is not what a test is about, as the machine may be busy.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many bytes the memory of the node may take; null: no bound.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>Whether the node has a clock of its own, which can be stepped.</summary>
    public bool HasOwnClock { get; init; }

    /// <summary>The prefix of all keys, the same for nodes that share entries.</summary>
    public required string Prefix { get; init; }

    /// <summary>Where nodes that share entries publish their changes. Nodes of other tests, some of which change much, don't use it.</summary>
    public string Channel => $"{Prefix}-changes";

    /// <summary>The name of the node, which its values bear.</summary>
    public required string Name { get; init; }

    /// <summary>The file of the <see cref="Database"/>.</summary>
    public required string Database { get; init; }
}
