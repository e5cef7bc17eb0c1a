using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace CacheKit.Benchmarks;

// The eviction of a tag that a number of responses have.
internal static class Evictions
{
    private const int InFlight = 64;
    private static readonly TimeSpan _validFor = TimeSpan.FromMinutes(10);
    private static readonly byte[] _response = new byte[256];

    public static async Task<Measure> MeasureAsync(Contender contender, int responses)
    {
        string tag = $"tag-{Guid.NewGuid():N}";
        await Parallel.ForEachAsync(
            Enumerable.Range(0, responses),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (number, token) => await contender.Store.SetAsync(KeyOf(tag, number), new ReadOnlySequence<byte>(_response), new[] { tag }, _validFor, token));

        long commands = await contender.CommandsAsync();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        await contender.Store.EvictByTagAsync(tag, default);
        double time = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        commands = await contender.CommandsAsync() - commands;

        var pipe = new Pipe();
        if (await contender.Store.TryGetAsync(KeyOf(tag, responses - 1), pipe.Writer, default))
            throw new InvalidOperationException($"{contender.Name} did not evict a response.");
        return new Measure(time, bytes, commands);
    }

    private static string KeyOf(string tag, int number) => $"GET\u001e/{tag}/{number}";
}
