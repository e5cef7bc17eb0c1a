namespace CacheKit.Benchmarks;

// Contenders that take turns in one process. A ratio is the median of the ratios of the rounds. What is measured is the processor's time of this
// process, with the garbage collector's threads, to which other work on the machine does not count.
internal static class Rounds
{
    private const int Count = 9;
    private const int WarmUps = 3;

    // The median times of one call in nanoseconds, with each round's ratio to the first contender, and the bytes that a call allocates.
    public static (double Nanoseconds, double Ratio, double Bytes)[] Measure(int calls, params Action<int>[] contenders) =>
        Measure(calls, static () => { }, contenders);

    // With something to do after each turn that is not measured.
    public static (double Nanoseconds, double Ratio, double Bytes)[] Measure(int calls, Action after, Action<int>[] contenders)
    {
        double[][] times = [.. contenders.Select(_ => new double[Count])];
        double[] bytes = new double[contenders.Length];
        for (int round = -WarmUps; round < Count; round++)
        {
            for (int turn = 0; turn < contenders.Length; turn++)
            {
                int i = (turn + round + WarmUps) % contenders.Length;
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                TimeSpan start = Environment.CpuUsage.TotalTime;
                contenders[i](calls);
                double time = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / calls;
                bytes[i] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)calls;
                if (round >= 0)
                    times[i][round] = time;
                after();
            }
        }

        return [.. times.Select((own, i) => (Median(own), Median([.. own.Zip(times[0], (time, first) => time / first)]), bytes[i]))];
    }

    public static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
