namespace CacheKit.Processes.Tests;

/// <summary>How much a trial does, so that it takes a machine no more than it has.</summary>
/// <param name="Rows">How many rows are read and changed.</param>
/// <param name="BetweenReads">How long each of the four callers of a node pauses between two reads.</param>
/// <param name="BetweenChanges">How long one who changes rows pauses between two changes; there is one for each namespace.</param>
internal sealed record Pace(int Rows, TimeSpan BetweenReads, TimeSpan BetweenChanges)
{
    public static Pace Fast { get; } = new(Node.Database.Rows, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50));
}
