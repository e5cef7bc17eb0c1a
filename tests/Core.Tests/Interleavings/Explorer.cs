using System.Globalization;

namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// Runs a scenario in many schedules: half of them depth first, which is all there are where they are few, the others by seeded choices.
/// </summary>
internal static class Explorer
{
    private static readonly int _limit = int.Parse(Setting("CACHEKIT_SCHEDULES") ?? "100", CultureInfo.InvariantCulture);
    private static readonly int _seed = int.Parse(Setting("CACHEKIT_SEED") ?? "0", CultureInfo.InvariantCulture);

    public static Task ExploreAsync(Action<Interleaving> scenario) => ExploreAsync(run =>
    {
        scenario(run);
        return Task.CompletedTask;
    });

    public static async Task ExploreAsync(Func<Interleaving, Task> scenario)
    {
        int count = 0;
        await Task.Run(async () => count = await RunAllAsync(scenario));
        TestContext.Out.WriteLine($"{count} schedules");
    }

    private static async Task<int> RunAllAsync(Func<Interleaving, Task> scenario)
    {
        if (Setting("CACHEKIT_SCHEDULE") is { } given)
        {
            int[] choices = [.. given.Split(',').Select(choice => int.Parse(choice, CultureInfo.InvariantCulture))];
            await RunOneAsync(scenario, new GivenChoices(choices));
            return 1;
        }

        int count = 0;
        var all = new DepthFirst();
        bool isExhausted = false;
        for (; !isExhausted && count < _limit / 2; count++)
        {
            await RunOneAsync(scenario, all);
            isExhausted = !all.TryAdvance();
        }

        for (; !isExhausted && count < _limit; count++)
            await RunOneAsync(scenario, new RandomChoices(HashCode(count)));
        return count;
    }

    // Neighbouring seeds make similar numbers first.
    private static int HashCode(int count) => unchecked(((_seed * 31) + count) * (int)2654435761);

    private static async Task RunOneAsync(Func<Interleaving, Task> scenario, IChoices choices)
    {
        var schedule = new Schedule(choices);
        using var run = new Interleaving(schedule);
        try
        {
            await scenario(run);
            await run.RunAsync();
        }
        catch (Exception exception)
        {
            throw new Violation(
                $"""
                {(exception is Violation ? exception.Message : exception)}
                To run it again: CACHEKIT_SCHEDULE={string.Join(',', schedule.Choices)}
                {string.Join(Environment.NewLine, schedule.Steps.Select((step, i) => $"{i + 1,3}. {step}"))}
                """);
        }
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
