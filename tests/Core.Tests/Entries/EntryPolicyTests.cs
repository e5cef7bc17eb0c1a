namespace CacheKit.Core.Tests.Entries;

/// <summary>Each setting of a policy has limits: one beyond is an error that names the setting.</summary>
[TestFixture]
internal sealed class EntryPolicyTests
{
    private static readonly TimeSpan _tick = new(1);

    private static IEnumerable<TestCaseData> Allowed =>
    [
        Stale(new StaleOptions { Grace = TimeSpan.Zero }),
        Stale(new StaleOptions { Grace = _tick, SoftTimeout = TimeSpan.Zero }),
        Stale(new StaleOptions { HardTimeout = _tick }),
        Stale(new StaleOptions { BackgroundTimeout = _tick }),
        Stale(new StaleOptions { RetryAfter = TimeSpan.Zero }),
        Stale(new StaleOptions { EagerRefreshThreshold = double.Epsilon }),
        Stale(new StaleOptions { EagerRefreshThreshold = double.BitDecrement(1) }),
        Rules(new ExpirationRules { SlidingExpiration = _tick }),
        Rules(new ExpirationRules { Jitter = double.BitDecrement(1) }),
        Rules(new ExpirationRules { NullExpiration = TimeSpan.Zero }),
        new TestCaseData(EntryPolicy.Default with { Lease = _tick }),
    ];

    private static IEnumerable<TestCaseData> Refused =>
    [
        Stale(new StaleOptions { Grace = -_tick }, "Grace"),
        Stale(new StaleOptions { Grace = _tick, SoftTimeout = -_tick }, "SoftTimeout"),
        Stale(new StaleOptions { SoftTimeout = _tick }, "SoftTimeout needs a Grace"),
        Stale(new StaleOptions { HardTimeout = TimeSpan.Zero }, "HardTimeout"),
        Stale(new StaleOptions { BackgroundTimeout = TimeSpan.Zero }, "BackgroundTimeout"),
        Stale(new StaleOptions { RetryAfter = -_tick }, "RetryAfter"),
        Stale(new StaleOptions { EagerRefreshThreshold = 0 }, "EagerRefreshThreshold"),
        Stale(new StaleOptions { EagerRefreshThreshold = 1 }, "EagerRefreshThreshold"),
        Rules(new ExpirationRules { SlidingExpiration = TimeSpan.Zero }, "SlidingExpiration"),
        Rules(new ExpirationRules { Jitter = -double.Epsilon }, "Jitter"),
        Rules(new ExpirationRules { Jitter = 1 }, "Jitter"),
        Rules(new ExpirationRules { NullExpiration = -_tick }, "NullExpiration"),
        new TestCaseData(EntryPolicy.Default with { Lease = TimeSpan.Zero }, "Lease"),
    ];

    [TestCaseSource(nameof(Allowed))]
    public void A_setting_may_reach_its_limit(EntryPolicy policy) => Assert.That(policy.Validate, Throws.Nothing);

    [TestCaseSource(nameof(Refused))]
    public void A_setting_beyond_its_limit_is_an_error(EntryPolicy policy, string setting) =>
        Assert.That(policy.Validate, Throws.ArgumentException.With.Message.StartsWith(setting));

    [Test]
    public void An_entry_has_times_of_its_own_where_something_depends_on_them()
    {
        Assert.That(EntryPolicy.Default.HasLifetime, Is.False);
        Assert.That((EntryPolicy.Default with { Stale = new StaleOptions { Grace = _tick } }).HasLifetime);
        Assert.That((EntryPolicy.Default with { Stale = new StaleOptions { EagerRefreshThreshold = 0.5 } }).HasLifetime);
        Assert.That((EntryPolicy.Default with { Rules = new ExpirationRules { SlidingExpiration = _tick } }).HasLifetime);
    }

    private static TestCaseData Stale(StaleOptions stale, params string[] setting) =>
        new([EntryPolicy.Default with { Stale = stale }, .. setting]);

    private static TestCaseData Rules(ExpirationRules rules, params string[] setting) =>
        new([EntryPolicy.Default with { Rules = rules }, .. setting]);
}
