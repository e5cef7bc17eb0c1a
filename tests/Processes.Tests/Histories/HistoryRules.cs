using System.Diagnostics;

namespace CacheKit.Processes.Tests;

/// <summary>The promises of the documentation for a configuration: docs/defaults.md.</summary>
internal sealed record HistoryRules
{
    /// <summary>The maximum staleness in processes that did not make the change.</summary>
    public TimeSpan Bound { get; init; }

    /// <summary>Whether the processes share entries.</summary>
    public bool IsShared { get; init; } = true;

    /// <summary>Whether each process has an L1 in front of the store.</summary>
    public bool IsTiered { get; init; }

    /// <summary>Whether entries may disappear: because the store evicts or restarts.</summary>
    public bool LosesEntries { get; init; }

    /// <summary>The maximum difference between the clock of one process and the others.</summary>
    public TimeSpan ClockStep { get; init; }

    /// <summary>Whether entries expire by the clocks of the processes instead of the store's.</summary>
    public bool ExpiresByClockOfProcess { get; init; }

    public long BoundTicks => (long)(Bound.TotalSeconds * Stopwatch.Frequency);
}
