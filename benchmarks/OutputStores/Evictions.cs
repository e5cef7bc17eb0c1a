using System.Buffers;
using System.IO.Pipelines;

namespace CacheKit.Benchmarks;

// The eviction of a tag that a number of responses have.
internal static class Evictions
{
    private const int InFlight = 64;

    // The responses that are stored for a measure, so that the eviction of few is not measured by one eviction.
    private const int Stored = 1_000;

    private static readonly TimeSpan _validFor = TimeSpan.FromMinutes(10);
    private static readonly byte[] _response = new byte[256];

    public static async Task<Measure> MeasureAsync(Contender contender, int responses)
    {
        string[] tags = [.. Enumerable.Range(0, Math.Clamp(Stored / responses, 1, 50)).Select(_ => $"tag-{Guid.NewGuid():N}")];
        await Parallel.ForEachAsync(
            tags.SelectMany(tag => Enumerable.Range(0, responses).Select(number => (tag, number))),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (one, token) => await contender.Store.SetAsync(
                KeyOf(one.tag, one.number), new ReadOnlySequence<byte>(_response), new[] { one.tag }, _validFor, token));

        Measure measure = await Measure.OfAsync(contender, tags.Length, async () =>
        {
            foreach (string tag in tags)
                await contender.Store.EvictByTagAsync(tag, default);
        });

        var pipe = new Pipe();
        if (await contender.Store.TryGetAsync(KeyOf(tags[0], responses - 1), pipe.Writer, default))
            throw new InvalidOperationException($"{contender.Name} did not evict a response.");
        return measure;
    }

    private static string KeyOf(string tag, int number) => $"GET\u001e/{tag}/{number}";
}
