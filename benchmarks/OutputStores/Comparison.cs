namespace CacheKit.Benchmarks;

// Lets two stores take turns, and reports the medians of the ratios of the rounds.
internal sealed class Comparison(Contender own, Contender rival, string rivalName, int rounds)
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

        Ratios.Add(what, size, RatioOf(measure => measure.Time), rivalName);
        Ratios.Add($"processor time, {what}", size, RatioOf(measure => measure.Processor), rivalName);
        Ratios.Add($"bytes, {what}", size, RatioOf(measure => measure.Bytes), rivalName);
        Console.WriteLine(
            $"{what}, {size}: {RatioOf(measure => measure.Time):F2} of the time of {rivalName}, {RatioOf(measure => measure.Processor):F2} of its " +
            $"processor time, {RatioOf(measure => measure.Bytes):F2} of its bytes, {measures[^1].Own.Commands:F1} commands where it sends " +
            $"{measures[^1].Rival.Commands:F1}; {Median(pair => pair.Own.Time):F0} us, {Median(pair => pair.Own.Bytes):F0} B");

        double RatioOf(Func<Measure, double> part) => Median(pair => part(pair.Own) / part(pair.Rival));

        double Median(Func<(Measure Own, Measure Rival), double> part) => measures.Select(part).Order().ElementAt(measures.Count / 2);
    }
}
