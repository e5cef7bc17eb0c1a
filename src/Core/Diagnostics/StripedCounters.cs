using System.Numerics;

namespace CacheKit;

// Several counters that all processors increment without sharing cache lines: each processor has its own cells.
internal sealed class StripedCounters
{
    // 128 bytes, because processors fetch cache lines in pairs.
    private const int Stride = 16;

    // Limits memory on large machines.
    private const uint MaxStripes = 16;

    private static readonly int _mask = (int)BitOperations.RoundUpToPowerOf2(Math.Min((uint)Environment.ProcessorCount, MaxStripes)) - 1;

    // Begins with an unused stripe, so that the length of the array has no counters beside it.
    private readonly long[] _cells = new long[(_mask + 2) * Stride];

    public void Add(int counter, long count) =>
        Interlocked.Add(ref _cells[(((Thread.GetCurrentProcessorId() & _mask) + 1) * Stride) + counter], count);

    public long Sum(int counter)
    {
        long sum = 0;
        for (int i = Stride + counter; i < _cells.Length; i += Stride)
            sum += Volatile.Read(ref _cells[i]);
        return sum;
    }
}
