using System.Diagnostics;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// Counts how often a factory of 50 ms runs for one cold key: with 1,000 callers in one process, and with four processes that start
// together.
internal static class Stampede
{
    private const int Callers = 1_000;
    private const int Processes = 4;

    public static async Task MeasureAsync()
    {
        Console.WriteLine($"""

            | a cold key, a factory of 50 ms | runs, {Callers:N0} callers in one process | runs, {Processes} processes | the last of them answers after |
            |---|---|---|---|
            """);
        foreach (string name in Contenders.Names)
        {
            await using RedisServer server = await RedisServer.StartAsync();
            int runs = await RunsOfCallersAsync(name, server.ConnectionString);
            (int ofProcesses, double slowest) = await RunsOfProcessesAsync(name, server.ConnectionString);
            Console.WriteLine($"| {name} | {runs} | {ofProcesses} | {slowest:F0} ms |");
        }
    }

    private static async Task<int> RunsOfCallersAsync(string name, string address)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(address);
        Contender contender = Contenders.Make(name, connection);
        int runs = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () => await contender.GetOrCreateAsync("callers", async () =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(50);
            return "value";
        }))));
        return runs;
    }

    private static async Task<(int Runs, double Slowest)> RunsOfProcessesAsync(string name, string address)
    {
        Process[] workers = [.. Enumerable.Range(0, Processes).Select(_ => Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["worker", name, address])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!)];
        foreach (Process worker in workers)
            await worker.StandardOutput.ReadLineAsync();
        foreach (Process worker in workers)
            await worker.StandardInput.WriteLineAsync("go");

        int runs = 0;
        double slowest = 0;
        foreach (Process worker in workers)
        {
            string[] answer = (await worker.StandardOutput.ReadLineAsync())!.Split(' ');
            runs += int.Parse(answer[0], System.Globalization.CultureInfo.InvariantCulture);
            slowest = Math.Max(slowest, double.Parse(answer[1], System.Globalization.CultureInfo.InvariantCulture));
            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        return (runs, slowest);
    }
}
