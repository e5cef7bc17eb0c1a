using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Conformance;

/// <summary>
/// A clock that a test moves. While a test waits, time passes from one due timer to the next, each time after the work in the thread pool
/// has come to rest, and never beyond a limit that the test names. So the clock does not run ahead of work in the background.
/// </summary>
public sealed class TestClock : FakeTimeProvider
{
    // The work of other tests, or a blocked thread, is not waited for longer.
    private static readonly TimeSpan _longestWork = TimeSpan.FromMilliseconds(50);

    // Whatever runs the tests may block some.
    private static int _leastWorkers = int.MaxValue;

    private readonly Lock _lock = new();
    private readonly Dictionary<TestTimer, DateTimeOffset> _due = [];

    /// <summary>Creates a clock that starts on 1 January 2000.</summary>
    public TestClock()
    {
    }

    /// <summary>Creates a clock that starts at a given time.</summary>
    public TestClock(DateTimeOffset start)
        : base(start)
    {
    }

    /// <summary>Lets time pass until the condition is true, at most by <paramref name="atMost"/>.</summary>
    /// <exception cref="TimeoutException">The condition was not true within a minute of real time.</exception>
    public Task PassUntilAsync(
        Func<bool> condition, TimeSpan atMost, [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return PassUntilAsync(() => new ValueTask<bool>(condition()), atMost, description);
    }

    /// <inheritdoc cref="PassUntilAsync(Func{bool}, TimeSpan, string?)"/>
    [OverloadResolutionPriority(1)]
    public Task PassUntilAsync(
        Func<ValueTask<bool>> condition, TimeSpan atMost, [CallerArgumentExpression(nameof(condition))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        DateTimeOffset end = GetUtcNow() + atMost;
        long steppedAt = Stopwatch.GetTimestamp();
        return Poll.UntilSoonAsync(
            async () =>
            {
                if (await condition())
                    return true;
                if (!IsAtRest() && Stopwatch.GetElapsedTime(steppedAt) < _longestWork)
                    return false;
                PassToNextTimer(end);
                steppedAt = Stopwatch.GetTimestamp();
                return false;
            },
            description);
    }

    /// <summary>Lets time pass until the task has ended, at most by <paramref name="atMost"/>, and returns its result.</summary>
    /// <exception cref="TimeoutException">The task did not end within a minute of real time.</exception>
    public async Task<T> PassUntilAsync<T>(
        Task<T> task, TimeSpan atMost, [CallerArgumentExpression(nameof(task))] string? description = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        await PassUntilAsync(() => task.IsCompleted, atMost, description);
        return await task;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // Nothing is queued in the thread pool, and no other thread of it is working.
    private static bool IsAtRest()
    {
        ThreadPool.GetMaxThreads(out int all, out _);
        ThreadPool.GetAvailableThreads(out int idle, out _);
        int workers = all - idle - (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
        _leastWorkers = Math.Min(_leastWorkers, workers);
        return ThreadPool.PendingWorkItemCount == 0 && workers <= _leastWorkers;
    }

    private ITimer CreateFakeTimer(TimerCallback callback, TestTimer timer) =>
        base.CreateTimer(callback, timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void PassToNextTimer(DateTimeOffset end)
    {
        DateTimeOffset now = GetUtcNow();
        DateTimeOffset next;
        lock (_lock)
            next = _due.Values.Where(due => due > now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        if (next <= end)
            Advance(next - now);
    }

    private sealed class TestTimer : ITimer
    {
        private readonly TestClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private TimeSpan _period;
        private int _fired;

        public TestTimer(TestClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _timer = clock.CreateFakeTimer(static timer => ((TestTimer)timer!).Fire(), this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int fired;
            lock (_clock._lock)
            {
                fired = _fired;
                _period = period;
                _clock._due.Remove(this);
            }

            bool isChanged = _timer.Change(dueTime, period);

            // Read afterwards, the time is never too early: when the clock has reached it, the timer has fired.
            lock (_clock._lock)
            {
                if (isChanged && fired == _fired && dueTime >= TimeSpan.Zero)
                    _clock._due[this] = _clock.GetUtcNow() + dueTime;
            }

            return isChanged;
        }

        public void Dispose()
        {
            _timer.Dispose();
            lock (_clock._lock)
                _clock._due.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            lock (_clock._lock)
            {
                _fired++;
                if (_period > TimeSpan.Zero)
                    _clock._due[this] = _clock.GetUtcNow() + _period;
                else
                    _clock._due.Remove(this);
            }

            _callback(_state);
        }
    }
}
