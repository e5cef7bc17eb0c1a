using System.Diagnostics;

namespace CacheKit;

// Looks through all entries in the background, a few at a time, for those that no read will find any more.
internal sealed class MemorySweep(MemoryTable table, Func<MemoryEntry, bool> isOver, Action<TablePart, MemoryEntry> drop)
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Requested = 2;

    // As many as a writer may wait for.
    private const int BucketsAtOnce = 256;

    // After a sweep comes a rest of so many times its length, so that evictions in quick succession take a tenth of a processor at most.
    private const int Rest = 9;
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);

    private int _state;

    // A request during a sweep is for one more.
    public void Request()
    {
        if (Interlocked.Exchange(ref _state, Requested) == Idle)
            _ = CleanContext.Run(RunAsync);
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
            if (took > _shortest)
                await Task.Delay(Rest * took).ConfigureAwait(false);
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
    }

    private void Sweep(TablePart part)
    {
        lock (part.Gate)
            part.BeginWalk();
        for (int bucket = 0; bucket < part.Buckets; bucket += BucketsAtOnce)
        {
            lock (part.Gate)
                Sweep(part, bucket);
        }

        bool isLarge = true;
        lock (part.Gate)
            part.EndWalk();
        while (isLarge)
        {
            lock (part.Gate)
                isLarge = part.Shrink();
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
                if (isOver(entry))
                    drop(part, entry);
            }
        }
    }
}
