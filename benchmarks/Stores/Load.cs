using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Repeats one operation with a fixed number in flight. Each has its own key, so that no contender can answer two calls with one request.
internal sealed class Load(string operation, int inFlight, byte[] value)
{
    private readonly string[] _keys = [.. Enumerable.Range(0, inFlight).Select(i => $"user:{i}:a reader")];

    public string Operation => operation;

    public int InFlight => inFlight;

    public string Size => value.Length < 1024 * 1024 ? $"{value.Length / 1024} KB" : $"{value.Length / 1024 / 1024} MB";

    public async Task PrepareAsync(Contender contender)
    {
        foreach (string key in _keys)
        {
            await contender.SetAsync(key, value);
            if (await contender.GetAsync(key) is not { } read || !read.AsSpan().SequenceEqual(value))
                throw new InvalidOperationException($"{contender.Name} did not read back the value that it stored.");
        }
    }

    public async Task<Measurement> RunAsync(Contender contender, TimeSpan duration)
    {
        long bytes = GC.GetTotalAllocatedBytes();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long[] answers = await Task.WhenAll(_keys.Select(key => Task.Run(() => RunAsync(contender, key, start, duration))));
        double count = answers.Sum();
        return new Measurement(
            count / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count,
            (GC.GetTotalAllocatedBytes() - bytes) / count);
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
