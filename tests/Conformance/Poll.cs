using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CacheKit.Conformance;

/// <summary>Waits for a condition on another clock by polling, up to a deadline that only a failing test reaches.</summary>
public static class Poll
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns when the condition is true.</summary>
    /// <exception cref="TimeoutException">The condition was not true in time (one minute by default).</exception>
    public static async Task UntilAsync(
        Func<ValueTask<bool>> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        TimeSpan patience = within ?? _patience;
        long started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(_interval);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"Not true within {patience.TotalSeconds} s: {description}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Returns when the action succeeds. After the deadline, its exception is thrown.</summary>
    public static async Task UntilSucceedsAsync(Func<ValueTask> action, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        TimeSpan patience = within ?? _patience;
        long started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(_interval);
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch when (Stopwatch.GetElapsedTime(started) < patience)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }
}
