namespace CacheKit.Benchmarks;

// In which order calls are made, by how many threads, and with how many reads for one write of another key (zero: no writes).
internal sealed record Pattern(string Name, bool IsRandom, int Threads, int ReadsPerWrite = 0)
{
    public static Pattern[] All { get; } =
    [
        new("in turn", IsRandom: false, Threads: 1),
        new("in turn, 2 threads", IsRandom: false, Threads: 2),
        new("at random", IsRandom: true, Threads: 1),
        new("at random, 2 threads", IsRandom: true, Threads: 2),
        new("at random, 1 write in 100", IsRandom: true, Threads: 1, ReadsPerWrite: 100),
    ];

    // Each call once, so that also at random none is made more often than another.
    public int[] OrderOf(int calls)
    {
        int[] order = [.. Enumerable.Range(0, calls)];
        if (IsRandom)
            new Random(20261129).Shuffle(order);
        return order;
    }
}
