using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Reads for about so long, each thread from a place of its own, and goes on where the round before it ended. What is measured is the processor's
// time of this process, to which other work on the machine does not count.
internal sealed class Round(int calls, Pattern pattern)
{
    // Between two looks at the clock.
    private const int Batch = 256;

    private readonly Calls _calls = new();
    private readonly int[] _order = pattern.OrderOf(calls);
    private readonly int[] _next = [.. Enumerable.Range(0, pattern.Threads).Select(thread => thread * (calls / pattern.Threads))];

    // Nanoseconds and bytes for each read.
    public (double Time, double Bytes) Run(Subject subject, TimeSpan length)
    {
        int[] reads = new int[pattern.Threads];
        using var start = new Barrier(pattern.Threads);
        Thread[] others = [.. Enumerable.Range(1, pattern.Threads - 1).Select(thread => new Thread(() => reads[thread] = Run(subject, length, thread, start)))];
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan began = Environment.CpuUsage.TotalTime;
        foreach (Thread other in others)
            other.Start();
        reads[0] = Run(subject, length, 0, start);
        foreach (Thread other in others)
            other.Join();
        TimeSpan used = Environment.CpuUsage.TotalTime - began;
        return (used.TotalNanoseconds / reads.Sum(), (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / reads.Sum());
    }

    private int Run(Subject subject, TimeSpan length, int thread, Barrier start)
    {
        start.SignalAndWait();
        int reads = 0;
        int next = _next[thread];
        long began = Stopwatch.GetTimestamp();
        do
        {
            next = Read(subject, next, reads);
            reads += Batch;
        }
        while (Stopwatch.GetElapsedTime(began) < length);
        _next[thread] = next;
        return reads;
    }

    private int Read(Subject subject, int next, int reads)
    {
        for (int i = 0; i < Batch; i++)
        {
            subject.Read(_calls.Of(_order[next]));
            if (++next == _order.Length)
                next = 0;
            if (pattern.ReadsPerWrite > 0 && (reads + i) % pattern.ReadsPerWrite == 0)
                subject.Write(reads + i);
        }

        return next;
    }
}
