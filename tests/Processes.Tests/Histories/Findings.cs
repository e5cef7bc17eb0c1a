using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>What the check of a history has found.</summary>
internal sealed class Findings
{
    private readonly List<string> _failures = [];
    private readonly List<string> _wrong = [];

    /// <summary>How many reads there were.</summary>
    public int Reads { get; private set; }

    /// <summary>What the reads saw that failed.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The reads that found what the documents rule out.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>How long after a change the last node found what was before, in the worst case.</summary>
    public TimeSpan WorstStaleness { get; private set; }

    /// <summary>How long after a soft eviction the last caller was served what was before, in the worst case.</summary>
    public TimeSpan LongestSoftService { get; private set; }

    public TimeSpan LongestRead { get; private set; }

    /// <summary>How many reads found an older value that the documents allow: one that was being computed, or that they waited for.</summary>
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
