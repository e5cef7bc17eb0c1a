using System.Diagnostics;
using System.Globalization;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// Measures the eviction of a tag with many entries. Each number of entries has its own store; the caches alternate.
internal static class Evictions
{
    private const int Rounds = 200;
    private const int AtOnce = 256;

    private static readonly int[] _counts = [10, 10_000, 1_000_000];

    public static async Task MeasureAsync()
    {
        Console.WriteLine($"""

            | evicting a tag, median of {Rounds}, in us | {string.Join(" | ", _counts.Select(count => $"{count:N0} entries"))} |
            |---|---|---|---|
            """);
        var rows = new Dictionary<string, List<double>>();
        foreach (int count in _counts)
        {
            await using RedisServer server = await RedisServer.StartAsync();
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            Contender[] contenders =
            [
                Contenders.CacheKit("CacheKit in memory", new InMemoryBackend()),
                Contenders.CacheKit("CacheKit on Redis", new RedisBackend(connection)),
                .. Contenders.Names.Where(name => name != "CacheKit with a lease").Select(name => Contenders.Make(name, connection)),
            ];
            foreach (Contender contender in contenders)
                rows.TryAdd(contender.Name == "CacheKit" ? "CacheKit, two levels" : contender.Name, []);
            foreach ((Contender contender, List<double> row) in contenders.Zip(rows.Values))
            {
                await FillAsync(contender, count);
                row.Add(await MedianAsync(contender));
            }
        }

        foreach ((string name, List<double> row) in rows)
            Console.WriteLine($"| {name} | {string.Join(" | ", row.Select(time => time.ToString("F1", CultureInfo.InvariantCulture)))} |");
    }

    private static async Task FillAsync(Contender contender, int count)
    {
        for (int first = 0; first < count; first += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, count - first)).Select(number =>
                contender.SetTaggedAsync($"key:{number}", "value", "all").AsTask()));
        }
    }

    private static async Task<double> MedianAsync(Contender contender)
    {
        double[] times = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            await contender.EvictAsync("all");
            times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return times.Order().ElementAt(Rounds / 2);
    }
}
