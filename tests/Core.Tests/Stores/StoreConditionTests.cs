using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Stores;

/// <summary>The state of a circuit breaker, how long it has lasted, and which calls count for it.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoreConditionTests
{
    private static readonly TimeSpan _break = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly StoreBreaker _breaker;

    public StoreConditionTests() => _breaker = new StoreBreaker(2, _break, _clock);

    [Test]
    public void An_open_breaker_is_retrying_when_the_break_is_over_and_open_since_its_first_failures()
    {
        _clock.Advance(_tick);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Available, _tick)));
        Fail(times: 2);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Unavailable, TimeSpan.Zero)));
        _clock.Advance(_break - _tick);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Unavailable, _break - _tick)));
        _clock.Advance(_tick);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Retrying, _break)));
        int trial = Enter();
        _clock.Advance(_tick);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Retrying, _break + _tick)));
        _breaker.Failed(trial);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Unavailable, _break + _tick)));
    }

    [Test]
    public void A_breaker_that_a_trial_has_closed_is_available_since_then()
    {
        Fail(times: 2);
        _clock.Advance(_break);
        int trial = Enter();
        _clock.Advance(_break);
        _breaker.Succeeded(trial);
        _clock.Advance(_tick);
        Assert.That(_breaker.Condition, Is.EqualTo(new StoreCondition(StoreState.Available, _tick)));
    }

    [Test]
    public void Calls_from_before_the_break_count_neither_for_it_nor_after_it([Values] bool succeeds)
    {
        int early = Enter();
        Fail(times: 2);
        _clock.Advance(_break);
        _breaker.Succeeded(Enter());
        Fail(times: 1);
        if (succeeds)
            _breaker.Succeeded(early);
        else
            _breaker.Failed(early);
        Assert.That(_breaker.Condition.State, Is.EqualTo(StoreState.Available));
        Fail(times: 1);
        Assert.That(_breaker.Condition.State, Is.EqualTo(StoreState.Unavailable));
    }

    [Test]
    public void An_abandoned_call_counts_only_if_it_is_the_trial()
    {
        for (int i = 0; i < 3; i++)
            _breaker.Abandoned(Enter());
        Assert.That(_breaker.Condition.State, Is.EqualTo(StoreState.Available));

        Fail(times: 2);
        _clock.Advance(_break);
        _breaker.Abandoned(Enter());
        Assert.That((_breaker.Condition.State, _breaker.TryEnter(out _)), Is.EqualTo((StoreState.Unavailable, false)));
        _clock.Advance(_break);
        Assert.That((_breaker.TryEnter(out _), _breaker.TryEnter(out _)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Without_a_breaker_the_store_is_unavailable_from_its_first_failure_to_its_next_success()
    {
        var store = new RecordingBackend(_clock);
        using var calls = new StoreCalls(store, new StoreCallSettings(null, null, _break, _clock));
        _clock.Advance(_tick);
        var conditions = new List<StoreCondition> { calls.Condition };
        foreach (bool fails in new[] { true, false })
        {
            if (fails)
                store.Fail();
            else
                store.Recover();
            _clock.Advance(_break);
            Assert.That((await calls.GetAsync("key", CancellationToken.None)).Failed, Is.EqualTo(fails));
            conditions.Add(calls.Condition);
        }

        Assert.That(conditions, Is.EqualTo(new StoreCondition[]
        {
            new(StoreState.Available, _tick), new(StoreState.Unavailable, TimeSpan.Zero), new(StoreState.Available, TimeSpan.Zero),
        }));
    }

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
            _breaker.Failed(Enter());
    }

    private int Enter()
    {
        Assert.That(_breaker.TryEnter(out int period), Is.True);
        return period;
    }
}
