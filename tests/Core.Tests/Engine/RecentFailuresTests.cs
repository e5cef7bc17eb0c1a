using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Engine;

/// <summary>Failures are remembered for a time, and the latest of them in bounded memory.</summary>
[TestFixture]
internal sealed class RecentFailuresTests
{
    private static readonly EntryPolicy _policy = EntryPolicy.Default with
    {
        Rules = new ExpirationRules { ExceptionExpiration = _ => TimeSpan.FromMinutes(1) },
    };

    private readonly FakeTimeProvider _clock = new();
    private readonly RecentFailures _failures;

    public RecentFailuresTests() => _failures = new RecentFailures(_clock);

    [Test]
    public void Of_too_many_the_oldest_are_forgotten()
    {
        for (int i = 0; i <= RecentFailures.Limit; i++)
            Record($"key {i}");
        Assert.That(_failures.Of("key 0"), Is.Null);
        Assert.That(_failures.Of("key 1"), Is.Not.Null);
        Assert.That(_failures.Of($"key {RecentFailures.Limit}"), Is.Not.Null);
    }

    [Test]
    public void A_key_that_failed_again_is_remembered_from_its_last_failure()
    {
        Record("again");
        for (int i = 1; i < RecentFailures.Limit; i++)
            Record($"key {i}");
        Record("again");
        Assert.That(_failures.Of("again"), Is.Not.Null);
    }

    [Test]
    public void A_failure_delays_the_next_attempt_for_the_longer_of_both_times(
        [Values(0, 10, 60)] int remembered, [Values(0, 10, 60)] int retryAfter, [Values] bool hasOld)
    {
        var policy = new EntryPolicy(
            new StaleOptions { RetryAfter = TimeSpan.FromSeconds(retryAfter) },
            new ExpirationRules { ExceptionExpiration = _ => TimeSpan.FromSeconds(remembered) },
            Lease: null);
        _failures.Record("key", new InvalidOperationException("key"), policy, hasOld);
        int delay = hasOld ? Math.Max(remembered, retryAfter) : remembered;
        if (delay > 0)
        {
            _clock.Advance(TimeSpan.FromSeconds(delay) - new TimeSpan(1));
            Assert.That(_failures.Of("key")?.Exception is not null, Is.EqualTo(remembered > 0));
            Assert.That(_failures.ChooseUse("key", canServe: true, waits: false), Is.EqualTo(EntryUse.Serve));
            _clock.Advance(new TimeSpan(1));
        }

        Assert.That(_failures.Of("key"), Is.Null);
        Assert.That(_failures.ChooseUse("key", canServe: true, waits: false), Is.EqualTo(EntryUse.ServeAndRefresh));
    }

    [Test]
    public void A_remembered_exception_is_thrown_where_there_is_nothing_to_serve()
    {
        Record("key");
        Assert.That(() => _failures.ChooseUse("key", canServe: false, waits: false), Throws.InvalidOperationException.With.Message.EqualTo("key"));
        Assert.That(_failures.ChooseUse("other", canServe: false, waits: true), Is.EqualTo(EntryUse.Compute));
        Assert.That(_failures.ChooseUse("other", canServe: true, waits: true), Is.EqualTo(EntryUse.ComputeOrServe));
    }

    [Test]
    public void Failures_are_forgotten_by_key_by_prefix_or_all()
    {
        foreach (string key in new[] { "a:1", "a:2", "b:1" })
            Record(key);
        _failures.Forget("a:1");
        Assert.That((_failures.Of("a:1"), _failures.Of("a:2") is null), Is.EqualTo(((RecentFailure?)null, false)));
        _failures.ForgetAll("a:");
        Assert.That((_failures.Of("a:2"), _failures.Of("b:1") is null), Is.EqualTo(((RecentFailure?)null, false)));
        _failures.ForgetAll();
        Assert.That(_failures.Of("b:1"), Is.Null);
    }

    [Test]
    public void A_failure_may_be_remembered_to_the_end_of_the_calendar()
    {
        EntryPolicy policy = _policy with { Rules = new ExpirationRules { ExceptionExpiration = _ => TimeSpan.MaxValue } };
        _failures.Record("key", new InvalidOperationException("key"), policy, hasOld: false);
        Assert.That(_failures.Of("key")?.Until, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    private void Record(string key) => _failures.Record(key, new InvalidOperationException(key), _policy, hasOld: false);
}
