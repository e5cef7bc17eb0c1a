namespace CacheKit.Processes.Tests;

/// <summary>The amount of load of a trial, so that it does not overload the machine.</summary>
/// <param name="Rows">The number of rows that are read and changed.</param>
/// <param name="BetweenReads">The pause of each of a node's four callers between two reads.</param>
/// <param name="BetweenChanges">The pause between two changes of a namespace.</param>
internal sealed record Pace(int Rows, TimeSpan BetweenReads, TimeSpan BetweenChanges)
{
    public static Pace Fast { get; } = new(Node.Database.Rows, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50));
}
