namespace CacheKit.Benchmarks;

// The table of one load. The speed of the machine drifts, so ratios are formed within each round: the table shows the median of the rounds'
// ratios, not the ratio of two medians.
internal static class Report
{
    public static void Write<T>(Arena<T> arena, Load<T> load, Measurement[][] rounds)
        where T : class
    {
        Console.WriteLine($"""

            | {arena.Store}: {load.Operation} of {load.Size}, {load.InFlight} in flight, {rounds.Length} rounds | us each | a second | time / client | throughput / client | from | to | processor us | / client | bytes | more than client |
            |---|---|---|---|---|---|---|---|---|---|---|
            """);
        double clientBytes = MedianOf(rounds, round => round[0].Bytes);
        for (int i = 0; i < arena.Contenders.Count; i++)
        {
            double[] ratios = [.. rounds.Select(round => round[i].Rate / round[0].Rate).Order()];
            double rate = MedianOf(rounds, round => round[i].Rate);
            double ratio = Median(ratios);
            double bytes = MedianOf(rounds, round => round[i].Bytes);
            double processor = MedianOf(rounds, round => round[i].Processor / round[0].Processor);
            if (arena.Contenders[i].Name.StartsWith("CacheKit", StringComparison.Ordinal))
            {
                Ratios.Add($"{load.Operation} of {load.Size}, {arena.Store}", $"{load.InFlight} in flight", 1 / ratio, arena.Contenders[0].Name);
                Ratios.Add(
                    $"processor time, {load.Operation} of {load.Size}, {arena.Store}", $"{load.InFlight} in flight", processor, arena.Contenders[0].Name);
            }

            Console.WriteLine(
                $"| {arena.Contenders[i].Name} | {load.InFlight * 1e6 / rate:F1} | {rate:N0} | {1 / ratio:F3} | {ratio:F3} | " +
                    $"{ratios[0]:F3} | {ratios[^1]:F3} | {MedianOf(rounds, round => round[i].Processor):F1} | {processor:F3} | {bytes:N0} | {bytes - clientBytes:N0} |");
        }
    }

    private static double MedianOf(Measurement[][] rounds, Func<Measurement[], double> of) => Median([.. rounds.Select(of).Order()]);

    private static double Median(double[] ordered) => ordered[ordered.Length / 2];
}
