using CacheKit.Conformance;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>The clock of a test passes to due timers and to no other time.</summary>
internal sealed class TestClockTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();

    [Test]
    public async Task Time_passes_to_the_timers_one_after_another()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        await _clock.PassUntilAsync(DelayTwiceAsync(), atMost: 10 * _second);
        Assert.That(_clock.GetUtcNow() - start, Is.EqualTo(3 * _second));
    }

    [Test]
    public async Task No_timer_after_the_limit_is_due()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        Task late = Task.Delay(3 * _second, _clock);
        Task due = Task.Delay(_second, _clock);
        int polls = 0;
        await _clock.PassUntilAsync(() => due.IsCompleted && ++polls > 100, atMost: 2 * _second);
        Assert.That((_clock.GetUtcNow() - start, late.IsCompleted), Is.EqualTo((_second, false)));
    }

    [Test]
    public async Task A_timer_that_begins_while_the_test_waits_is_due_too()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> waiting = WaitAsync();
        int polls = 0;
        await _clock.PassUntilAsync(
            () =>
            {
                if (++polls == 10)
                    begun.SetResult();
                return waiting.IsCompleted;
            },
            atMost: 2 * _second);
        Assert.That(await waiting, Is.True);

        async Task<bool> WaitAsync()
        {
            await begun.Task;
            using var timer = new PeriodicTimer(_second, _clock);
            return await timer.WaitForNextTickAsync() && await timer.WaitForNextTickAsync();
        }
    }

    [Test]
    public async Task A_timer_that_has_ended_is_not_due()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        using (new PeriodicTimer(_second, _clock))
        {
        }

        int polls = 0;
        await _clock.PassUntilAsync(() => ++polls > 100, atMost: 10 * _second);
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(start));
    }

    private async Task<bool> DelayTwiceAsync()
    {
        await Task.Delay(_second, _clock);
        await Task.Delay(2 * _second, _clock);
        return true;
    }
}
