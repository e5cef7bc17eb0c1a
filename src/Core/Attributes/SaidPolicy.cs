namespace CacheKit;

// What attributes say of an entry beyond its expiration.
internal static class SaidPolicy
{
    // From the most general attribute to the most specific; what none says is left as it was. An ArgumentException says what can't be.
    public static EntryPolicy Of(IReadOnlyList<CacheAttribute> settings, EntryPolicy policy)
    {
        foreach (CacheAttribute said in settings)
        {
            policy = new EntryPolicy(StaleOf(said, policy.Stale), RulesOf(said, policy.Rules), LeaseOf(said.Lease, policy.Lease));
        }

        policy.Validate();
        return policy;
    }

    private static StaleOptions StaleOf(CacheAttribute said, StaleOptions stale) => stale with
    {
        Grace = Seconds(said.Grace) ?? stale.Grace,
        SoftTimeout = Seconds(said.SoftTimeout) ?? stale.SoftTimeout,
        HardTimeout = Seconds(said.HardTimeout) ?? stale.HardTimeout,
        RetryAfter = Seconds(said.RetryAfter) ?? stale.RetryAfter,
        EagerRefreshThreshold = double.IsNaN(said.RefreshAt) ? stale.EagerRefreshThreshold : said.RefreshAt,
    };

    private static ExpirationRules RulesOf(CacheAttribute said, ExpirationRules rules) => rules with
    {
        SlidingExpiration = Seconds(said.Sliding) ?? rules.SlidingExpiration,
        Jitter = double.IsNaN(said.Jitter) ? rules.Jitter : said.Jitter,
        NullExpiration = Seconds(said.NullExpire) ?? rules.NullExpiration,
        ExceptionExpiration = said.Exceptions.Length == 0 ? rules.ExceptionExpiration : LifeOf(said.Exceptions, TimeSpan.FromSeconds(said.ExceptionExpire)),
    };

    private static Func<Exception, TimeSpan?> LifeOf(Type[] types, TimeSpan life) =>
        exception => Array.Exists(types, type => type.IsInstanceOfType(exception)) ? life : null;

    // A lease of zero takes back one that is said elsewhere.
    private static TimeSpan? LeaseOf(double seconds, TimeSpan? lease) => seconds == 0 ? null : Seconds(seconds) ?? lease;

    private static TimeSpan? Seconds(double seconds) => double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(seconds);
}
