using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Checks the reads of one row against its promises.</summary>
internal sealed class RowCheck(
    int row, HistoryRules rules, IReadOnlyList<Promise> promises, IReadOnlyList<NodeRead> reads, Dictionary<(long, string, long), ValueOrigin> origins)
{
    // Memcached rounds expirations up to whole seconds.
    private static readonly TimeSpan _rounding = TimeSpan.FromSeconds(1);

    private bool HasGrace => RowEntry.GraceOf(row) > TimeSpan.Zero;

    public void Run(Findings findings)
    {
        foreach (NodeRead read in reads)
        {
            findings.Add(read);
            if (read.Value is not { } value)
                continue;

            CheckChanges(read, value, findings);
            CheckAge(read, value, findings);
        }
    }

    private void CheckChanges(NodeRead read, NodeValue value, Findings findings)
    {
        foreach (Promise promise in promises)
        {
            if (promise.Version <= value.Version || promise.BindsFrom(read.Node, rules) is not { } from || read.StartedAt <= from)
                continue;

            TimeSpan staleness = Stopwatch.GetElapsedTime(from, read.StartedAt);
            if (promise.Change.Kind == NodeOperation.EvictSoftly && HasGrace && !read.IsLook)
            {
                findings.AddServedSoftly(staleness);
            }
            else if (MayFind(read, value, promise, from))
            {
                findings.AddAllowed();
            }
            else
            {
                findings.AddStale(staleness);
                if (promise.Change.Node == read.Node || staleness > rules.Bound)
                    findings.AddWrong(Describe(read, value, promise, staleness));
                return;
            }
        }
    }

    // An entry is at most as old as its expiration, plus its grace if it may be served stale.
    private void CheckAge(NodeRead read, NodeValue value, Findings findings)
    {
        ValueOrigin origin = origins[ValueOrigin.IdentityOf(value)];
        if (origin.MayArriveLate || origin.Set is { IsTaken: false })
            return;

        bool isByClocks = rules.ExpiresByClockOfProcess || HasGrace;
        TimeSpan limit = RowEntry.ExpirationOf(row) + _rounding
            + (isByClocks ? rules.ClockStep : TimeSpan.Zero)
            + (read.IsLook ? TimeSpan.Zero : RowEntry.GraceOf(row));
        TimeSpan age = Stopwatch.GetElapsedTime(origin.Set?.EndedAt ?? origin.SeenAt, read.StartedAt);
        if (age > limit && !IsJoined(read, value, read.StartedAt))
        {
            findings.AddWrong(
                $"{read.Node} saw version {value.Version} of row {row}, which was {age.TotalSeconds:0.000} s old, " +
                $"after {limit.TotalSeconds:0} s");
        }
    }

    // The cases that the documentation allows beyond the bound.
    private bool MayFind(NodeRead read, NodeValue value, Promise promise, long from)
    {
        bool isOwn = promise.Change.Node == read.Node;
        if (!isOwn && IsJoined(read, value, from + rules.BoundTicks))
            return true;

        ValueOrigin origin = origins[ValueOrigin.IdentityOf(value)];
        if (origin.Set is { IsTaken: false } late)
            return late.HoldsFrom is not { } removedAt || read.StartedAt <= removedAt + rules.BoundTicks;

        return promise.Change.IsOfKeys && IsOvertaken(value, origin, promise, from) && (promise.Change.IsRemoval || MayBeGone(promise, read));
    }

    // In another process: a caller that arrives while the value is being read or computed waits for it.
    private bool IsJoined(NodeRead read, NodeValue value, long begunUntil) =>
        reads.Any(other => other != read && other.Node == read.Node && other.Value == value
            && other.StartedAt <= Math.Min(begunUntil, read.StartedAt) && other.EndedAt >= read.StartedAt)
        || (HasGrace && value.Node == read.Node && origins[ValueOrigin.IdentityOf(value)].SeenAt >= read.StartedAt);

    // A value that another process was computing when its key was changed: on one level it is stored; on two levels, if the message arrived
    // later.
    private bool IsOvertaken(NodeValue value, ValueOrigin origin, Promise promise, long from) =>
        origin.IsComputed && (origin.MayArriveLate
            || (value.Node != promise.Change.Node && origin.SeenAt >= promise.Change.StartedAt
                && (!rules.IsTiered || origin.ComputedAt <= from + rules.BoundTicks)));

    // The value that was set may be gone, so that nothing prevented the pending computation from being stored.
    private bool MayBeGone(Promise set, NodeRead read) =>
        rules.LosesEntries
            || promises.Any(other => other.Change.IsRemoval && other.Change.StartedAt > set.Change.StartedAt && other.Change.StartedAt < read.StartedAt);

    private string Describe(NodeRead read, NodeValue value, Promise promise, TimeSpan staleness) =>
        $"{read.Node} {(read.IsLook ? "found" : "saw")} version {value.Version} of row {row} by {value.Node} "
        + $"{staleness.TotalSeconds:0.000} s after {promise.Change.Node} had done {promise.Change.Kind} "
        + $"of version {promise.Version}{(promise.Change.IsTaken ? "" : ", which the store had not taken")}";
}
