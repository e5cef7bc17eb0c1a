namespace CacheKit.Node;

/// <summary>The settings of a node: the line before its commands, as JSON.</summary>
public sealed record NodeSettings
{
    /// <summary><c>memory</c>, <c>redis</c>, <c>memcached</c> or <c>dynamodb</c>.</summary>
    public required string Store { get; init; }

    /// <summary>The address of the store's server, in the format of the backend.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether the node has an L1 in front of its store.</summary>
    public bool IsTiered { get; init; }

    /// <summary>The maximum staleness of an L1 copy.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The timeout of a call of the store. Long by default, since the machine may be busy.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The size limit of the node's memory in bytes; null: none.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>Whether the node has its own clock, which can be moved.</summary>
    public bool HasOwnClock { get; init; }

    /// <summary>Whether the client of Redis has threads of its own.</summary>
    public bool HasDedicatedThreads { get; init; }

    /// <summary>The prefix of all keys. Nodes that share entries have the same one.</summary>
    public required string Prefix { get; init; }

    /// <summary>The channel on which nodes with the same prefix publish changes. Nodes of other tests use other channels.</summary>
    public string Channel => $"{Prefix}-changes";

    /// <summary>The name of the node, which its values contain.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the <see cref="Database"/> file.</summary>
    public required string Database { get; init; }
}
