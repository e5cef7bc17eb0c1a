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

    private readonly RecentFailures _failures = new(new FakeTimeProvider());

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

    private void Record(string key) => _failures.Record(key, new InvalidOperationException(key), _policy, hasOld: false);
}
