using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Diagnostics;

[TestFixture]
internal sealed class StoreHealthTests
{
    private readonly RecordingLoggerFactory _loggers = new();
    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly StoreHealth _health;

    public StoreHealthTests() => _health = new StoreHealth("Store", _clock, _calm) { Logger = _loggers.CreateLogger("CacheKit") };

    private string Levels => string.Concat(_loggers.Entries.Select(entry => entry.Level == LogLevel.Warning ? '-' : '+'));

    [Test]
    public void A_success_without_an_outage_is_not_logged()
    {
        _health.Succeeded(_health.Mark, "get");
        Assert.That(Levels, Is.Empty);
    }

    [Test]
    public void Calls_that_fail_one_after_the_other_are_one_outage()
    {
        Fail(_health.Mark);
        Fail(_health.Mark);
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void Calls_that_fail_together_are_one_outage()
    {
        StoreMark first = _health.Mark;
        StoreMark second = _health.Mark;
        Fail(first);
        Fail(second);
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void A_success_that_began_after_the_last_failure_ends_the_outage()
    {
        Fail(_health.Mark);
        Recover();
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    [Test]
    public void A_success_that_began_before_the_last_failure_proves_nothing()
    {
        StoreMark early = _health.Mark;
        Fail(_health.Mark);
        _health.Succeeded(early, "get");
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void A_success_between_two_failures_of_calls_that_began_together_proves_nothing()
    {
        StoreMark first = _health.Mark;
        StoreMark second = _health.Mark;
        StoreMark third = _health.Mark;
        Fail(first);
        _health.Succeeded(second, "get");
        Fail(third);
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void A_failure_that_began_before_the_recovery_begins_no_outage()
    {
        Fail(_health.Mark);
        StoreMark late = _health.Mark;
        Recover();
        Fail(late);
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    [Test]
    public void A_failure_that_began_after_the_recovery_begins_another_outage()
    {
        Fail(_health.Mark);
        Recover();
        Fail(_health.Mark);
        Assert.That(Levels, Is.EqualTo("-+-"));
    }

    [Test]
    public void Each_outage_counts_its_own_failures()
    {
        for (int outage = 1; outage <= 2; outage++)
        {
            for (int failure = 0; failure < 3; failure++)
                Fail(_health.Mark);
            Recover();
        }

        Assert.That(_loggers.At(LogLevel.Information), Has.Exactly(2).EndsWith("after 3 failed calls"));
    }

    [Test]
    public void A_success_soon_after_a_failure_does_not_end_the_outage()
    {
        Fail(_health.Mark);
        _clock.Advance(_calm - TimeSpan.FromMilliseconds(1));
        _health.Succeeded(_health.Mark, "get");
        Assert.That(Levels, Is.EqualTo("-"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _health.Succeeded(_health.Mark, "get");
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    [Test]
    public void A_store_of_which_a_part_is_down_is_one_outage_with_one_end()
    {
        for (int call = 0; call < 500; call++)
        {
            Fail(_health.Mark);
            _health.Succeeded(_health.Mark, "get");
            _clock.Advance(_calm / 4);
        }

        Assert.That(Levels, Is.EqualTo("-"));
        Recover();
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    // A failure each three seconds, for a day.
    [Test]
    public void An_outage_that_comes_and_goes_is_logged_less_and_less_often()
    {
        for (int second = 0; second < 24 * 60 * 60; second++)
        {
            if (second % 3 == 0)
                Fail(_health.Mark);
            _health.Succeeded(_health.Mark, "get");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(Levels, Has.Length.LessThan(20));
    }

    [Test]
    public void An_outage_after_a_long_calm_ends_as_soon_as_the_first()
    {
        for (int outage = 0; outage < 10; outage++)
        {
            Fail(_health.Mark);
            _clock.Advance(_calm);
            _health.Succeeded(_health.Mark, "get");
            _clock.Advance(_long);
        }

        Assert.That(Levels, Is.EqualTo(string.Concat(Enumerable.Repeat("-+", 10))));
    }

    private void Recover()
    {
        _clock.Advance(_long);
        _health.Succeeded(_health.Mark, "get");
    }

    private void Fail(StoreMark mark) => _health.Failed(mark, new IOException(), "get");
}
