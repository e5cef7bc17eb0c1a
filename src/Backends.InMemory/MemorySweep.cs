using System.Diagnostics;

namespace CacheKit;

// Removes expired and outdated entries in the background, a few buckets at a time.
internal sealed class MemorySweep(MemoryTable table, Func<MemoryEntry, bool> shouldDrop, Action<TablePart, MemoryEntry> drop, long now)
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Requested = 2;

    // The number of buckets swept under one lock, for which a writer may have to wait.
    private const int BucketsAtOnce = 256;

    // The pause after a sweep is this many times its duration, so that frequent evictions use at most a tenth of a processor.
    private const int PauseFactor = 9;
    private static readonly TimeSpan _noPauseBelow = TimeSpan.FromMilliseconds(1);

    // For expired entries.
    private const long Interval = TimeSpan.TicksPerMinute;

    private long _requestedAt = now;
    private int _state;

    // A request during a sweep starts another one after it.
    public void Request()
    {
        if (Interlocked.Exchange(ref _state, Requested) == Idle)
            _ = CleanContext.Run(RunAsync);
    }

    public void RequestIfDue(long now)
    {
        if (now - Volatile.Read(ref _requestedAt) <= Interval)
            return;

        Volatile.Write(ref _requestedAt, now);
        Request();
    }

    private async Task RunAsync()
    {
        do
        {
            Volatile.Write(ref _state, Running);
            long start = Stopwatch.GetTimestamp();
            foreach (TablePart part in table.Parts)
                Sweep(part);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (took > _noPauseBelow)
                await Task.Delay(PauseFactor * took).ConfigureAwait(false);
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
    }

    private void Sweep(TablePart part)
    {
        lock (part.Gate)
            part.BeginEnumeration();
        for (int bucket = 0; bucket < part.Buckets; bucket += BucketsAtOnce)
        {
            lock (part.Gate)
                Sweep(part, bucket);
        }

        bool mayShrink = true;
        lock (part.Gate)
            part.EndEnumeration();
        while (mayShrink)
        {
            lock (part.Gate)
                mayShrink = part.Shrink();
        }
    }

    private void Sweep(TablePart part, int first)
    {
        for (int bucket = first; bucket < first + BucketsAtOnce; bucket++)
        {
            MemoryEntry? next;
            for (MemoryEntry? entry = part.First(bucket); entry is not null; entry = next)
            {
                next = entry.Next;
                if (shouldDrop(entry))
                    drop(part, entry);
            }
        }
    }
}
