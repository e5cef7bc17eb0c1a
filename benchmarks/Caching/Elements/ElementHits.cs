using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Benchmarks;

// A hundred ids that are all present in memory: one call of an element-wise function beside a hundred calls of the function for one id. Both take
// turns; a ratio is the median of the rounds' ratios, of the processor's time of this process.
internal static class ElementHits
{
    private const int Rounds = 9;
    private const int WarmUps = 3;

    private static readonly TimeSpan _length = TimeSpan.FromMilliseconds(100);
    private static readonly int[] _ids = [.. Enumerable.Range(0, 100).Select(number => 1000 + (37 * number))];

    public static void Run()
    {
        CacheManager.Init(new InMemoryBackend(), "bench");
        Action[] contenders = [CallOneByOne, CallForDictionary, CallForArray, CollectOneByOne];
        foreach (Action contender in contenders.Concat(contenders))
            contender();
        int loads = ElementItems.Loads;
        double[][] times = Measure(contenders);
        if (ElementItems.Loads != loads)
            throw new InvalidOperationException("Not every read was a hit: is the generator there?");

        Report("a hundred hits of a cached function", times[0], times[0]);
        Report("a hundred ids in one call, a dictionary", times[1], times[0]);
        Report("a hundred ids in one call, an array", times[2], times[0]);
        Report("a hundred hits, put into a dictionary", times[3], times[0]);
        Report("a hundred ids in one call, a dictionary", times[1], times[3], "a hundred hits, put into a dictionary");
    }

    private static double[][] Measure(Action[] contenders)
    {
        double[][] times = [.. contenders.Select(_ => new double[Rounds])];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int turn = 0; turn < contenders.Length; turn++)
            {
                int index = (turn + round + WarmUps) % contenders.Length;
                double time = Measure(contenders[index]);
                if (round >= 0)
                    times[index][round] = time;
            }
        }

        return times;
    }

    private static double Measure(Action contender)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        int calls = 0;
        do
        {
            for (int i = 0; i < 64; i++)
                contender();
            calls += 64;
        }
        while (Stopwatch.GetElapsedTime(began) < _length);
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / calls;
    }

    private static void Report(string what, double[] times, double[] toThose, string rival = "a hundred hits of a cached function")
    {
        double ratio = Median(times.Zip(toThose, (time, other) => time / other));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {Median(times):F0} ns, {ratio:F2} of {rival}"));
        if (!ReferenceEquals(times, toThose))
            Ratios.Add(what, "100 ids", ratio, rival);
    }

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);

    private static void CallOneByOne()
    {
        foreach (int id in _ids)
            Require(ElementItems.FindAsync(id).Result.Id == id);
    }

    private static void CollectOneByOne()
    {
        var found = new Dictionary<int, Item>(_ids.Length);
        foreach (int id in _ids)
            found[id] = ElementItems.FindAsync(id).Result;
        Require(found.Count == _ids.Length);
    }

    private static void CallForDictionary() => Require(ElementItems.FindManyAsync(_ids).Result.Count == _ids.Length);

    private static void CallForArray() => Require(ElementItems.ListAsync(_ids).Result.Length == _ids.Length);

    private static void Require(bool isRight)
    {
        if (!isRight)
            throw new InvalidOperationException("Values are missing.");
    }
}
