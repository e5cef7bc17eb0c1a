using System.Globalization;
using CacheKit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["worker", var name, var address])
{
    await Worker.RunAsync(name, address);
    return;
}

string[] parts = args.Length > 0 ? args : ["reads", "stampede", "evictions"];
foreach (string part in parts)
{
    await (part switch
    {
        "reads" => Reads.MeasureAsync(),
        "stampede" => Stampede.MeasureAsync(),
        "evictions" => Evictions.MeasureAsync(),
        _ => throw new ArgumentException($"Unknown part '{part}'. Use one or more of: reads, stampede, evictions."),
    });
}
