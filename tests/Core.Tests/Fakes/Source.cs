namespace CacheKit.Core.Tests.Fakes;

/// <summary>Where values come from: it counts its runs, and fails or waits where it is told to.</summary>
internal sealed class Source
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>The exception that each run throws from now on; null: none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Where each run waits from now on; null: none does.</summary>
    public Gate? Gate { get; set; }

    /// <summary>"value 1" from the first run, and so on.</summary>
    public async ValueTask<string> RunAsync(CancellationToken cancellationToken)
    {
        int run = Interlocked.Increment(ref _runs);
        if (Gate is { } gate)
            await gate.PassAsync(cancellationToken);
        return Failure is { } failure ? throw failure : $"value {run}";
    }
}
