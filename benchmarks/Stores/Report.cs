namespace CacheKit.Benchmarks;

// The table of one load. The speed of the machine drifts, so ratios are formed within each round: the table shows the median of the rounds'
// ratios, not the ratio of two medians.
internal static class Report
{
    public static void Write(Arena arena, Load load, double[][] rounds)
    {
        Console.WriteLine($"""

            | {arena.Store}: {load.Operation} of 1 KB, {load.InFlight} in flight, {rounds.Length} rounds | us each | a second | time / client | throughput / client | from | to |
            |---|---|---|---|---|---|---|
            """);
        for (int i = 0; i < arena.Contenders.Count; i++)
        {
            double[] ratios = [.. rounds.Select(round => round[i] / round[0]).Order()];
            double rate = Median([.. rounds.Select(round => round[i]).Order()]);
            double ratio = Median(ratios);
            if (arena.Contenders[i].Name.StartsWith("CacheKit", StringComparison.Ordinal))
                Ratios.Add($"{load.Operation} of 1 KB, {arena.Store}", $"{load.InFlight} in flight", 1 / ratio, arena.Contenders[0].Name);
            Console.WriteLine(
                $"| {arena.Contenders[i].Name} | {load.InFlight * 1e6 / rate:F1} | {rate:N0} | {1 / ratio:F3} | {ratio:F3} | " +
                    $"{ratios[0]:F3} | {ratios[^1]:F3} |");
        }
    }

    private static double Median(double[] ordered) => ordered[ordered.Length / 2];
}
