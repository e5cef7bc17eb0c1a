namespace CacheKit.Processes.Tests;

/// <summary>Something that is done to a cluster and its store for a while, and undone.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsOutage">Whether a node may not reach its store meanwhile, so that changes may not be taken.</param>
/// <param name="BeginAsync">Begins it.</param>
/// <param name="EndAsync">Undoes it.</param>
internal sealed record Fault(string Name, bool IsOutage, Func<Task> BeginAsync, Func<Task> EndAsync)
{
    public static Fault Of(string name, Action begin, Action end) => new(name, IsOutage: true, Awaited(begin), Awaited(end));

    /// <summary>Sets the clock of a node for a while.</summary>
    public static Fault OfClock(NodeProcess node, TimeSpan step) => new(
        $"clock {(step > TimeSpan.Zero ? "forward" : "back")}", IsOutage: false, () => node.StepClockAsync(step), () => node.StepClockAsync(-step));

    /// <summary>Both at the same time, the other one in the middle of this.</summary>
    public Fault With(Fault other) => new(
        $"{Name} and {other.Name}",
        IsOutage || other.IsOutage,
        async () =>
        {
            await BeginAsync();
            await other.BeginAsync();
        },
        async () =>
        {
            await other.EndAsync();
            await EndAsync();
        });

    private static Func<Task> Awaited(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };
}
