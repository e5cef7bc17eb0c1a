using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Repeats one operation with a fixed number in flight. Each has its own key, so that no contender can answer two calls with one request.
internal sealed class Load<T>(string operation, int inFlight, T value, string size, Func<T, T, bool> isSame)
    where T : class
{
    private readonly string[] _keys = [.. Enumerable.Range(0, inFlight).Select(KeyOf)];

    public static string KeyOf(int number) => $"user:{number}:a reader";

    public string Operation => operation;

    public int InFlight => inFlight;

    public string Size => size;

    public async Task PrepareAsync(Contender<T> contender)
    {
        foreach (string key in _keys)
        {
            await contender.SetAsync(key, value);
            if (await contender.GetAsync(key) is not { } read || !isSame(read, value))
                throw new InvalidOperationException($"{contender.Name} did not read back the value that it stored.");
        }
    }

    public async Task<Measurement> RunAsync(Contender<T> contender, TimeSpan duration)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long[] answers = await Task.WhenAll(_keys.Select(key => Task.Run(() => RunAsync(contender, key, start, duration))));
        double count = answers.Sum();
        return new Measurement(
            count / Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / count);
    }

    private async Task<long> RunAsync(Contender<T> contender, string key, long start, TimeSpan duration)
    {
        long answers = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; answers++)
        {
            if (operation == "SET")
                await contender.SetAsync(key, value);
            else if (await contender.GetAsync(key) is null)
                throw new InvalidOperationException($"{contender.Name} missed.");
        }

        return answers;
    }
}
