using System.Globalization;

namespace CacheKit.Benchmarks;

/// <summary>Starts the contenders in turn, round after round, and prints medians and ratios to output caching.</summary>
internal static class Rounds
{
    private static readonly string[] _contenders = ["none", "output", "cachekit"];

    public static async Task RunAsync(string[] args)
    {
        int rounds = args.Length > 0 && int.TryParse(args[0], out int asked) ? asked : 7;
        string[] features = [.. args.Where(argument => argument is "filters" or "authorization")];
        int[] counts = [.. args.Skip(1).Select(argument => int.TryParse(argument, out int count) ? count : 0).Where(count => count > 0)];
        foreach (int count in counts.Length > 0 ? counts : [1, 50, 500])
        {
            var samples = _contenders.ToDictionary(contender => contender, _ => new List<Sample>());

            // The first round warms the disk and the machine.
            for (int round = 0; round <= rounds; round++)
            {
                foreach (string contender in _contenders)
                {
                    Sample sample = await Sample.TakeAsync(contender, count, features);
                    if (round > 0)
                        samples[contender].Add(sample);
                }
            }

            Print(count, features, samples);
        }
    }

    private static void Print(int count, string[] features, Dictionary<string, List<Sample>> samples)
    {
        Console.WriteLine($"\n| {string.Join(", ", [$"{count} endpoints", .. features])} | listening | started | first answer |\n|---|---|---|---|");
        foreach (string contender in _contenders)
        {
            string[] cells = [.. Measures().Select(measure => Cell(samples[contender], samples["output"], measure))];
            Console.WriteLine($"| {contender} | {string.Join(" | ", cells)} |");
        }
    }

    private static Func<Sample, double>[] Measures() => [sample => sample.Listening, sample => sample.Started, sample => sample.Answered];

    // The median of the ratios of the rounds: what slows the machine for a while slows all of one round.
    private static string Cell(List<Sample> samples, List<Sample> others, Func<Sample, double> measure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(samples.Select(measure)):F0} ms, {Median(samples.Zip(others, (sample, other) => measure(sample) / measure(other))):F2}");

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
