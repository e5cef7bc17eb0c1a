using System.Diagnostics;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// One of several processes: reports that it is ready, reads a cold key on command, and reports the runs of its factory and the time.
internal static class Worker
{
    public static async Task RunAsync(string name, string address)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(address);
        Contender contender = Contenders.Make(name, connection);
        await contender.GetOrCreateAsync($"warm:{Guid.NewGuid()}", static () => new("value"));
        Console.WriteLine("ready");
        Console.ReadLine();

        int runs = 0;
        long start = Stopwatch.GetTimestamp();
        await contender.GetOrCreateAsync("processes", async () =>
        {
            runs++;
            await Task.Delay(50);
            return "value";
        });
        Console.WriteLine($"{runs} {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1}");
    }
}
