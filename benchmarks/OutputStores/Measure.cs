using System.Diagnostics;

namespace CacheKit.Benchmarks;

// What one request took: microseconds, microseconds of the client's processor time, bytes that the client allocated, and commands that the server
// executed.
internal readonly record struct Measure(double Time, double Processor, double Bytes, double Commands)
{
    // The requests are those of one contender.
    public static async Task<Measure> OfAsync(Contender contender, int count, Func<Task> requests)
    {
        long commands = await contender.CommandsAsync();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        await requests();
        double time = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        commands = await contender.CommandsAsync() - commands;
        return new Measure(time / count, processor.TotalMicroseconds / count, (double)bytes / count, (double)commands / count);
    }
}
