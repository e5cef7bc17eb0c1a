namespace CacheKit.Node;

/// <summary>One read of a load, as it was recorded. Times are those of <see cref="System.Diagnostics.Stopwatch"/>, the same in all processes of a machine.</summary>
/// <param name="StartedAt">When the caller asked.</param>
/// <param name="EndedAt">When it had its answer.</param>
/// <param name="Row">The row whose key was read.</param>
/// <param name="Version">The version that it saw.</param>
/// <param name="Node">The node that read.</param>
/// <param name="Failure">What it saw instead of a value.</param>
public sealed record NodeRead(long StartedAt, long EndedAt, int Row, long Version, string Node, string? Failure = null);
