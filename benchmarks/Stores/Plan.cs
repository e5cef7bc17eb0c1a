using System.Globalization;

namespace CacheKit.Benchmarks;

// The stores, the parts and the durations of a run: "redis memory coders --rounds 40 --slot 0.3 --warmup 10", the last two in seconds.
internal sealed record Plan(IReadOnlyList<string> Names, int Rounds, TimeSpan Slot, TimeSpan Warmup)
{
    public static Plan Parse(string[] args) => new(
        [.. args.TakeWhile(arg => !arg.StartsWith('-'))],
        (int)Number(args, "--rounds", 20),
        TimeSpan.FromSeconds(Number(args, "--slot", 0.3)),
        TimeSpan.FromSeconds(Number(args, "--warmup", 5)));

    // Those that are named, or all if none is.
    public IEnumerable<T> ChosenOf<T>(Dictionary<string, T> all) =>
        Names.Any(all.ContainsKey) ? all.Where(one => Names.Contains(one.Key)).Select(one => one.Value) : all.Values;

    // The contenders take turns, because the speed of a machine drifts.
    public async Task<Comparison> MeasureAsync<T>(Arena<T> arena, Load<T> load)
        where T : class
    {
        foreach (Contender<T> contender in arena.Contenders)
        {
            await load.PrepareAsync(contender);
            await load.RunAsync(contender, Warmup);
        }

        var rounds = new Measurement[Rounds][];
        for (int round = 0; round < Rounds; round++)
        {
            rounds[round] = new Measurement[arena.Contenders.Count];
            for (int i = 0; i < arena.Contenders.Count; i++)
                rounds[round][i] = await load.RunAsync(arena.Contenders[i], Slot);
        }

        return Report.Write(arena, load, rounds);
    }

    private static double Number(string[] args, string name, double otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : double.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
