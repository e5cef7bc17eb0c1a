using System.Globalization;
using CacheKit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["memory-of", var name, var count])
{
    await EntryMemory.WriteAsync(name, int.Parse(count, CultureInfo.InvariantCulture));
    return;
}

string[] parts = args.Length > 0 ? args : ["hits", "keys", "tags", "copies", "misses", "hybrid", "memory", "clears", "pauses", "ratios", "counting"];
foreach (string part in parts)
{
    await (part switch
    {
        "memory" => EntryMemory.MeasureAsync(),
        "hits" => Hits.MeasureAsync(),
        "keys" => KeyForms.MeasureAsync(),
        "copies" => Copies.MeasureAsync(),
        "tags" => TaggedHits.MeasureAsync(),
        "misses" => Misses.MeasureAsync(),
        "hybrid" => Adapter.MeasureAsync(),
        "clears" => Clears.MeasureAsync(),
        "ratios" => HitRatios.MeasureAsync(),
        "pauses" => Pauses.MeasureAsync(),
        "counting" => Counting.MeasureAsync(),
        _ => throw new ArgumentException(
            $"There is no '{part}'. Name some of: hits, keys, tags, copies, misses, hybrid, memory, clears, pauses, ratios, counting."),
    });
}
