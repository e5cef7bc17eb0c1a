namespace CacheKit.Benchmarks;

// Lets two stores take turns, and reports the medians of the ratios of their times and of their bytes.
internal sealed class Comparison(Contender own, Contender rival, int rounds)
{
    public async Task RunAsync(string what, string size, Func<Contender, Task<Measure>> measure)
    {
        var measures = new List<(Measure Own, Measure Rival)>();

        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            bool isOwnFirst = round % 2 == 0;
            Measure first = await measure(isOwnFirst ? own : rival);
            Measure second = await measure(isOwnFirst ? rival : own);
            if (round > 0)
                measures.Add(isOwnFirst ? (first, second) : (second, first));
        }

        List<double> times = measures.ConvertAll(pair => pair.Own.Time / pair.Rival.Time);
        double bytes = Median(measures.ConvertAll(pair => pair.Own.Bytes / pair.Rival.Bytes));
        Ratios.Add(what, size, Median(times), "Microsoft's Redis store");
        Ratios.Add($"bytes, {what}", size, bytes, "Microsoft's Redis store");
        Console.WriteLine(
            $"{what}, {size}: {Median(times):F2} of the time of {rival.Name}'s store ({times.Min():F2} to {times.Max():F2}), {bytes:F2} of its bytes; " +
            $"{Median(measures.ConvertAll(pair => pair.Own.Time)):F0} us, {Median(measures.ConvertAll(pair => pair.Own.Bytes)):F0} B, " +
            $"{measures[^1].Own.Commands:F1} commands where it has {measures[^1].Rival.Commands:F1}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
