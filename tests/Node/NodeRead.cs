namespace CacheKit.Node;

/// <summary>One read of a load, as it was recorded. Times are those of <see cref="System.Diagnostics.Stopwatch"/>, the same in all processes of a machine.</summary>
/// <param name="StartedAt">When the caller asked.</param>
/// <param name="EndedAt">When it had its answer.</param>
/// <param name="Row">The row whose entry was read.</param>
/// <param name="Node">The node that read.</param>
public sealed record NodeRead(long StartedAt, long EndedAt, int Row, string Node)
{
    /// <summary>What the caller saw; null where a look found nothing, and where the read failed.</summary>
    public NodeValue? Value { get; init; }

    /// <summary>Whether the caller only looked, and would have computed nothing.</summary>
    public bool IsLook { get; init; }

    /// <summary>What the caller saw instead of an answer.</summary>
    public string? Failure { get; init; }
}
