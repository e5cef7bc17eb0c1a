using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Failures;

[TestFixture]
internal sealed class StoreHealthTests
{
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly StoreHealth _health;

    public StoreHealthTests() => _health = new StoreHealth("Store") { Logger = _loggers.CreateLogger("CacheKit") };

    private string Levels => string.Concat(_loggers.Entries.Select(entry => entry.Level == LogLevel.Warning ? '-' : '+'));

    [Test]
    public void A_success_alone_is_no_news()
    {
        _health.Succeeded(_health.Mark);
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
        _health.Succeeded(_health.Mark);
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    [Test]
    public void A_success_that_began_before_the_last_failure_proves_nothing()
    {
        StoreMark early = _health.Mark;
        Fail(_health.Mark);
        _health.Succeeded(early);
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void A_success_between_two_failures_of_calls_that_began_together_proves_nothing()
    {
        StoreMark first = _health.Mark;
        StoreMark second = _health.Mark;
        StoreMark third = _health.Mark;
        Fail(first);
        _health.Succeeded(second);
        Fail(third);
        Assert.That(Levels, Is.EqualTo("-"));
    }

    [Test]
    public void A_failure_that_began_before_the_recovery_begins_no_outage()
    {
        Fail(_health.Mark);
        StoreMark late = _health.Mark;
        _health.Succeeded(_health.Mark);
        Fail(late);
        Assert.That(Levels, Is.EqualTo("-+"));
    }

    [Test]
    public void A_failure_that_began_after_the_recovery_begins_another_outage()
    {
        Fail(_health.Mark);
        _health.Succeeded(_health.Mark);
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
            _health.Succeeded(_health.Mark);
        }

        Assert.That(_loggers.At(LogLevel.Information), Is.All.EndsWith("after 3 failed calls"));
    }

    private void Fail(StoreMark mark) => _health.Failed(mark, new IOException(), "get");
}
