using System.Diagnostics;

namespace CacheKit.Benchmarks;

// How long a write takes while a store grows to a million entries, and when it is full.
internal static class Pauses
{
    private const int Entries = 1_000_000;

    public static Task MeasureAsync()
    {
        Console.WriteLine("A write: median, 99.9 % and longest in us; collections of the garbage collector are counted apart");
        Measure("growing to a million", new InMemoryBackend(), 0);
        long limit = Entries * (150L + (2 * 22) + 4);
        Measure("growing to a million, a size limit", new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 2 * limit }), 0);
        Measure("full, a million entries", new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = limit }), Entries);
        return Task.CompletedTask;
    }

    private static void Measure(string name, InMemoryBackend backend, int before)
    {
        var value = new CodedValue(new byte[4]);
        string[] keys = [.. Enumerable.Range(0, Entries + before).Select(Item.KeyOf)];
        for (int i = 0; i < before; i++)
            backend.SetValue(keys[i], value, timeToLive: null);

        // All are read, so that none of them looks cold.
        for (int i = 0; i < before; i++)
            backend.GetValue(keys[i]);

        var times = new List<double>(Entries);
        int collected = 0;
        for (int i = before; i < keys.Length; i++)
        {
            int collections = GC.CollectionCount(0);
            long start = Stopwatch.GetTimestamp();
            backend.SetValue(keys[i], value, timeToLive: null);
            double time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (collections == GC.CollectionCount(0))
                times.Add(time);
            else
                collected++;
        }

        times.Sort();
        Console.WriteLine(
            $"  {name,-36} {times[times.Count / 2],6:N2} {times[(int)(times.Count * 0.999)],8:N1} " +
            $"{string.Join(' ', times.TakeLast(4).Select(time => $"{time,8:N1}"))}   ({collected} writes with a collection)");
        backend.Dispose();
    }
}
