namespace CacheKit.Benchmarks;

// Sequences of keys of the shapes that the literature on eviction compares with, for a cache of so many entries. Each is the same at every run.
internal static class Traces
{
    private const int Seed = 20;

    public static IEnumerable<(string Name, int[] Keys)> For(int capacity, int length)
    {
        yield return ("Zipf 0.7", Zipf(0.7, 20 * capacity, length));
        yield return ("Zipf 0.9", Zipf(0.9, 20 * capacity, length));
        yield return ("Zipf 1.1", Zipf(1.1, 20 * capacity, length));
        yield return ("Zipf 0.9 with scans", WithScans(Zipf(0.9, 20 * capacity, length), capacity));
        yield return ("loop of 1.25 times the size", Loop(capacity * 5 / 4, length));
        yield return ("loop of 2 times the size", Loop(capacity * 2, length));
        yield return ("loop of 2.5 times the size", Loop(capacity * 5 / 2, length));
        yield return ("loop of 3 times the size", Loop(capacity * 3, length));
        yield return ("Zipf 0.9, all keys new after each 20 times the size", Shifting(Zipf(0.9, 20 * capacity, length), capacity, 20));
        yield return ("Zipf 1.0, a tenth of the keys new after each size", Sliding(Zipf(1.0, 5 * capacity, length), capacity));
        yield return ("recent keys again", Recent(capacity, length));
        yield return ("loop and recent keys in turn", InTurn(Loop(capacity * 5 / 4, length), Recent(capacity, length), 50 * capacity));
    }

    private static int[] Zipf(double exponent, int items, int length)
    {
        double[] sums = new double[items];
        double sum = 0;
        for (int item = 0; item < items; item++)
            sums[item] = sum += 1 / Math.Pow(item + 1, exponent);
        var random = new Random(Seed);
        int[] keys = new int[length];
        for (int i = 0; i < length; i++)
        {
            int found = Array.BinarySearch(sums, random.NextDouble() * sum);
            keys[i] = found < 0 ? ~found : found;
        }

        return keys;
    }

    // After each five times the size, once through twice the size of keys that never come again.
    private static int[] WithScans(int[] keys, int capacity)
    {
        int scanned = 1_000_000_000;
        for (int i = 5 * capacity; i < keys.Length; i += 7 * capacity)
        {
            for (int j = i; j < Math.Min(keys.Length, i + (2 * capacity)); j++)
                keys[j] = scanned++;
        }

        return keys;
    }

    private static int[] Loop(int items, int length) => [.. Enumerable.Range(0, length).Select(i => i % items)];

    private static int[] Shifting(int[] keys, int capacity, int times) =>
        [.. keys.Select((key, i) => key + (i / (times * capacity) * 50_000_000 % 2_000_000_000))];

    private static int[] Sliding(int[] keys, int capacity) => [.. keys.Select((key, i) => key + (i / capacity * capacity / 10))];

    // A new key at each third request; the others are of keys not long ago, the more recent the likelier.
    private static int[] Recent(int capacity, int length)
    {
        var random = new Random(Seed);
        int[] keys = new int[length];
        int newest = 0;
        for (int i = 0; i < length; i++)
        {
            bool isNew = random.Next(3) == 0;
            keys[i] = isNew ? ++newest : Math.Max(0, newest - (int)(-Math.Log(1 - random.NextDouble()) * capacity / 3));
        }

        return keys;
    }

    private static int[] InTurn(int[] first, int[] second, int length) =>
        [.. first.Select((key, i) => i / length % 2 == 0 ? key : 1_000_000_000 + second[i])];
}
