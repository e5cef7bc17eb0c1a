namespace CacheKit.Benchmarks;

// The table of one load. The speed of the machine drifts, so ratios are formed within each round: the table shows the median of the rounds'
// ratios, not the ratio of two medians.
internal static class Report
{
    // Below, a client allocates nothing but what the measurement itself does.
    private const double LeastBytes = 16;

    // Returns the ratios of CacheKit to the bare client.
    public static Comparison Write<T>(Arena<T> arena, Load<T> load, Measurement[][] rounds)
        where T : class
    {
        Console.WriteLine($"""

            | {arena.Store}: {load.Operation} of {load.Size}, {load.InFlight} in flight, {rounds.Length} rounds | us each | a second | time / client | throughput / client | from | to | processor us | / client | bytes | more than client | / client |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """);
        Comparison ofCacheKit = default;
        double clientBytes = MedianOf(rounds, round => round[0].Bytes);
        for (int i = 0; i < arena.Contenders.Count; i++)
        {
            double[] ratios = [.. rounds.Select(round => round[i].Rate / round[0].Rate).Order()];
            double rate = MedianOf(rounds, round => round[i].Rate);
            double ratio = Median(ratios);
            double bytes = MedianOf(rounds, round => round[i].Bytes);
            var comparison = new Comparison(1 / ratio, MedianOf(rounds, round => round[i].Processor / round[0].Processor), bytes, bytes / clientBytes);
            if (arena.Contenders[i].Name.StartsWith("CacheKit", StringComparison.Ordinal))
                ofCacheKit = comparison;

            Console.WriteLine(
                $"| {arena.Contenders[i].Name} | {load.InFlight * 1e6 / rate:F1} | {rate:N0} | {1 / ratio:F3} | {ratio:F3} | " +
                    $"{ratios[0]:F3} | {ratios[^1]:F3} | {MedianOf(rounds, round => round[i].Processor):F1} | {comparison.Processor:F3} | " +
                    $"{bytes:N0} | {bytes - clientBytes:N0} | {comparison.Allocations:F2} |");
        }

        (string what, string size, string client) = ($"{load.Operation} of {load.Size}, {arena.Store}", $"{load.InFlight} in flight", arena.Contenders[0].Name);
        Ratios.Add(what, size, ofCacheKit.Time, client);
        Ratios.Add($"processor time, {what}", size, ofCacheKit.Processor, client);
        if (clientBytes >= LeastBytes)
            Ratios.Add($"allocations, {what}", size, ofCacheKit.Allocations, client);
        return ofCacheKit;
    }

    private static double MedianOf(Measurement[][] rounds, Func<Measurement[], double> of) => Median([.. rounds.Select(of).Order()]);

    private static double Median(double[] ordered) => ordered[ordered.Length / 2];
}
