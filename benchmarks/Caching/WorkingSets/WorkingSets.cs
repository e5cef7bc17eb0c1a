using System.Globalization;

namespace CacheKit.Benchmarks;

// A hit of a cached function among as many live calls as an application has. The subjects take turns in one process; a figure is the median of the
// rounds, and a ratio the median of the rounds' ratios.
internal static class WorkingSets
{
    private const int Rounds = 7;

    private static readonly int[] _arguments = [1, 3, 8];
    private static readonly int[] _sizes = [16, 1_024, 4_096, 100_000, 1_000_000];
    private static readonly TimeSpan _length = TimeSpan.FromMilliseconds(40);

    // All, or for one number of arguments and one of calls.
    public static void Run(int[] chosen)
    {
        var rows = new List<Row>();
        foreach (int arguments in chosen is [int only, ..] ? [only] : _arguments)
        {
            foreach (int size in chosen is [_, int alone] ? [alone] : _sizes)
                rows.AddRange(Measure(arguments, size));
        }

        Console.WriteLine("| arguments | calls | order | CacheKit / HybridCache | allocated | dictionary / HybridCache | HybridCache |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Row row in rows.OrderByDescending(row => row.Ratio))
        {
            Console.WriteLine(row);
            Ratios.Add($"a hit of a cached function of {row.Arguments} arguments", $"{row.Calls:N0} calls, {row.Pattern.Name}", row.Ratio, "HybridCache");
        }
    }

    private static IEnumerable<Row> Measure(int arguments, int size)
    {
        Subject[] subjects = Subjects.With(arguments);
        Fill(subjects, size);
        int loads = CallItems.Loads;
        foreach (Pattern pattern in Pattern.All)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{arguments} arguments, {size:N0} calls, {pattern.Name}"));
            yield return Measure(subjects, arguments, size, pattern);
        }

        if (CallItems.Loads != loads)
            throw new InvalidOperationException("Not every read was a hit: is the generator there?");
    }

    // Three times, as an index may take a call only when it comes back.
    private static void Fill(Subject[] subjects, int size)
    {
        var calls = new Calls();
        foreach (Subject subject in subjects)
        {
            for (int pass = 0; pass < 3; pass++)
            {
                for (int id = 0; id < size; id++)
                {
                    if (subject.Read(calls.Of(id)).Id != id)
                        throw new InvalidOperationException($"{subject.Name} returned the value of another call.");
                }
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static Row Measure(Subject[] subjects, int arguments, int calls, Pattern pattern)
    {
        var round = new Round(calls, pattern);
        (double Time, double Bytes)[][] results = [.. subjects.Select(_ => new (double, double)[Rounds])];
        for (int number = -1; number < Rounds; number++)
        {
            for (int turn = 0; turn < subjects.Length; turn++)
            {
                int index = (turn + number + 1) % subjects.Length;
                (double, double) result = round.Run(subjects[index], _length);
                if (number >= 0)
                    results[index][number] = result;
            }
        }

        return new Row(arguments, calls, pattern, Ratio(results[0], results[1]), Median(results[0].Select(result => result.Bytes)),
            Ratio(results[2], results[1]), Median(results[1].Select(result => result.Time)));
    }

    private static double Ratio((double Time, double)[] results, (double Time, double)[] toThose) =>
        Median(results.Zip(toThose, (one, other) => one.Time / other.Time));

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);
}
