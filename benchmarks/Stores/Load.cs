using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Repeats one operation with a fixed number in flight. Each has its own key, so that no contender can answer two calls with one request.
internal sealed class Load(string operation, int inFlight, byte[] value)
{
    private readonly string[] _keys = [.. Enumerable.Range(0, inFlight).Select(i => $"user:{i}:a reader")];

    public string Operation => operation;

    public int InFlight => inFlight;

    public async Task PrepareAsync(Contender contender)
    {
        foreach (string key in _keys)
        {
            await contender.SetAsync(key, value);
            if (await contender.GetAsync(key) is not { } read || !read.AsSpan().SequenceEqual(value))
                throw new InvalidOperationException($"{contender.Name} did not read back the value that it stored.");
        }
    }

    // Returns the throughput per second.
    public async Task<double> RunAsync(Contender contender, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        long[] answers = await Task.WhenAll(_keys.Select(key => Task.Run(() => RunAsync(contender, key, start, duration))));
        return answers.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<long> RunAsync(Contender contender, string key, long start, TimeSpan duration)
    {
        long answers = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; answers++)
        {
            if (operation == "SET")
                await contender.SetAsync(key, value);
            else if (await contender.GetAsync(key) is not { Length: > 0 })
                throw new InvalidOperationException($"{contender.Name} missed.");
        }

        return answers;
    }
}
