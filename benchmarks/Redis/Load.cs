using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Reads as fast as the answers come, with a number of reads in flight, each of a key of its own: nobody can answer two by one.
internal sealed class Load(int inFlight)
{
    private readonly string[] _keys = [.. Enumerable.Range(0, inFlight).Select(i => $"user:{i}:Ada Lovelace")];

    public async Task PrepareAsync(Contender contender, byte[] value)
    {
        foreach (string key in _keys)
        {
            await contender.SetAsync(key, value);
            if (await contender.GetAsync(key) is not { } read || !read.AsSpan().SequenceEqual(value))
                throw new InvalidOperationException($"{contender.Name} did not read what it had stored.");
        }
    }

    // Returns how many reads were answered in a second.
    public async Task<double> RunAsync(Contender contender, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        long[] reads = await Task.WhenAll(_keys.Select(key => Task.Run(() => ReadAsync(contender, key, start, duration))));
        return reads.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> ReadAsync(Contender contender, string key, long start, TimeSpan duration)
    {
        long reads = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            if (await contender.GetAsync(key) is not { Length: > 0 })
                throw new InvalidOperationException($"{contender.Name} missed.");
            reads++;
        }

        return reads;
    }
}
