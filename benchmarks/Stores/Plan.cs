using System.Globalization;

namespace CacheKit.Benchmarks;

// The stores and the durations of a run: "memory redis --rounds 40 --slot 0.3 --warmup 10", the last two in seconds.
internal sealed record Plan(IReadOnlyList<string> Stores, int Rounds, TimeSpan Slot, TimeSpan Warmup)
{
    public static Plan Parse(string[] args) => new(
        [.. args.TakeWhile(arg => !arg.StartsWith('-'))],
        (int)Number(args, "--rounds", 20),
        TimeSpan.FromSeconds(Number(args, "--slot", 0.3)),
        TimeSpan.FromSeconds(Number(args, "--warmup", 5)));

    private static double Number(string[] args, string name, double otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : double.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
