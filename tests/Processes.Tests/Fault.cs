namespace CacheKit.Processes.Tests;

/// <summary>A fault that is injected into a cluster and its store for a while.</summary>
/// <param name="Name">The name of the fault.</param>
/// <param name="IsOutage">Whether a node may lose its store during the fault, so that changes may be rejected.</param>
/// <param name="BeginAsync">Starts the fault.</param>
/// <param name="EndAsync">Ends the fault.</param>
internal sealed record Fault(string Name, bool IsOutage, Func<Task> BeginAsync, Func<Task> EndAsync)
{
    public static Fault Of(string name, Action begin, Action end) => new(name, IsOutage: true, Awaited(begin), Awaited(end));

    /// <summary>Moves the clock of a node for a while.</summary>
    public static Fault OfClock(NodeProcess node, TimeSpan step) => new(
        $"clock {(step > TimeSpan.Zero ? "forward" : "back")}", IsOutage: false, () => node.StepClockAsync(step), () => node.StepClockAsync(-step));

    /// <summary>Combines two faults: the other one starts and ends during this one.</summary>
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
