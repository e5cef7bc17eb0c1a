using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CacheKit.Conformance;

/// <summary>Waits for a condition by polling, up to a deadline that only a failing test reaches.</summary>
public static class Poll
{
    private static readonly TimeSpan _minPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _maxPause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a test waits for what should happen at once. It only ends a test that fails, so it is long enough for a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Returns when the condition is true.</summary>
    /// <exception cref="TimeoutException">The condition was not true in time (within <see cref="Patience"/> by default).</exception>
    public static Task UntilAsync(
        Func<bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return UntilAsync(() => new ValueTask<bool>(condition()), within, description);
    }

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan?, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Task UntilAsync(
        Func<ValueTask<bool>> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return UntilAsync(condition, within ?? Patience, _maxPause, description);
    }

    /// <summary>Returns when the condition is true, and asks for it each millisecond.</summary>
    internal static Task UntilSoonAsync(Func<ValueTask<bool>> condition, string? description) =>
        UntilAsync(condition, Patience, _minPause, description);

    /// <summary>Returns when the action succeeds. After the deadline, its exception is thrown.</summary>
    public static async Task UntilSucceedsAsync(Func<ValueTask> action, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        TimeSpan patience = within ?? Patience;
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch when (Stopwatch.GetElapsedTime(started) < patience)
            {
                await PauseAsync(Stopwatch.GetElapsedTime(started), _maxPause);
            }
        }
    }

    private static async Task UntilAsync(Func<ValueTask<bool>> condition, TimeSpan patience, TimeSpan maxPause, string? description)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            TimeSpan waited = Stopwatch.GetElapsedTime(started);
            if (waited > patience)
                throw new TimeoutException($"Not true within {patience.TotalSeconds} s: {description}");
            await PauseAsync(waited, maxPause);
        }
    }

    // What comes soon is noticed soon, and what takes long is not disturbed.
    private static Task PauseAsync(TimeSpan waited, TimeSpan maxPause)
    {
        TimeSpan pause = waited / 10;
        return Task.Delay(pause > maxPause ? maxPause : pause < _minPause ? _minPause : pause);
    }
}
