namespace CacheKit.Node;

/// <summary>
/// A recorded read of a load. Times are those of <see cref="System.Diagnostics.Stopwatch"/>, which all processes of a machine share.
/// </summary>
/// <param name="StartedAt">When the call started.</param>
/// <param name="EndedAt">When the call ended.</param>
/// <param name="Row">The row whose entry was read.</param>
/// <param name="Node">The node that read.</param>
public sealed record NodeRead(long StartedAt, long EndedAt, int Row, string Node)
{
    /// <summary>The result; null if a look-up found none, or if the read failed.</summary>
    public NodeValue? Value { get; init; }

    /// <summary>Whether the read was a look-up without a factory.</summary>
    public bool IsLook { get; init; }

    /// <summary>The exception of a failed read.</summary>
    public string? Failure { get; init; }
}
