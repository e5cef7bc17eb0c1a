using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>The result of checking a history.</summary>
internal sealed class Findings
{
    private readonly List<string> _failures = [];
    private readonly List<string> _wrong = [];

    /// <summary>The number of reads.</summary>
    public int Reads { get; private set; }

    /// <summary>The failures of reads.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The reads whose results the documentation rules out.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>The longest time after a change at which a node still read the previous value.</summary>
    public TimeSpan WorstStaleness { get; private set; }

    /// <summary>The longest time after a soft eviction at which a caller was served the previous value.</summary>
    public TimeSpan LongestSoftService { get; private set; }

    public TimeSpan LongestRead { get; private set; }

    /// <summary>
    /// The number of reads of an older value that the documentation allows: one that was being computed, or that callers waited for.
    /// </summary>
    public int Allowed { get; private set; }

    public void Add(NodeRead read)
    {
        Reads++;
        TimeSpan took = Stopwatch.GetElapsedTime(read.StartedAt, read.EndedAt);
        LongestRead = took > LongestRead ? took : LongestRead;
        if (read.Failure is { } failure)
            _failures.Add(failure);
    }

    public void AddWrong(string objection) => _wrong.Add(objection);

    public void AddAllowed() => Allowed++;

    public void AddStale(TimeSpan staleness) => WorstStaleness = staleness > WorstStaleness ? staleness : WorstStaleness;

    public void AddServedSoftly(TimeSpan staleness) => LongestSoftService = staleness > LongestSoftService ? staleness : LongestSoftService;
}
