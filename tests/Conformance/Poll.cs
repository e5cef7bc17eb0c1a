using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CacheKit.Conformance;

/// <summary>Waits for what happens on somebody else's clock: asks again and again, up to a deadline, which only a failing test reaches.</summary>
public static class Poll
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns once the condition is true.</summary>
    /// <exception cref="TimeoutException">It was not true within the time given (a minute when none is).</exception>
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

    /// <summary>Returns once the action ends without an exception. The one it throws past the deadline comes through.</summary>
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
