using System.Diagnostics;

namespace CacheKit.Processes.Tests;

/// <summary>What the documents promise of a set-up: docs/defaults.md.</summary>
internal sealed record HistoryRules
{
    /// <summary>How old an answer may be in the processes that did not make the change.</summary>
    public TimeSpan Bound { get; init; }

    /// <summary>Whether the processes share entries.</summary>
    public bool IsShared { get; init; } = true;

    /// <summary>Whether each process has a level in memory in front of the store.</summary>
    public bool IsTiered { get; init; }

    /// <summary>Whether entries may go by themselves: where the store makes room, or is started anew.</summary>
    public bool LosesEntries { get; init; }

    /// <summary>By how much the clock of one process differs from the others' at most.</summary>
    public TimeSpan ClockStep { get; init; }

    /// <summary>Whether entries expire by the clocks of the processes, and not by one of the store.</summary>
    public bool ExpiresByClockOfProcess { get; init; }

    public long BoundTicks => (long)(Bound.TotalSeconds * Stopwatch.Frequency);
}
