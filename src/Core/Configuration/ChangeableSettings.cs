namespace CacheKit;

// The settings of a section that take effect while the application runs: only reads and writes of entries use them. The others determine
// keys, tags, payloads or the store, so existing entries would not be found or not be evicted.
internal static class ChangeableSettings
{
    private const string Policies = "Policies";

    private static readonly string[] _ofCache = [nameof(CacheOptions.Enabled), nameof(CacheOptions.Expiration), nameof(CacheOptions.Stale)];

    // CachePolicy.With takes the same settings.
    private static readonly string[] _ofPolicy =
    [
        nameof(CachePolicy.Expiration), nameof(CachePolicy.Stale), nameof(CachePolicy.ExpirationRules), nameof(CachePolicy.Lease),
    ];

    // The settings in use with those of the changed section that take effect. Policies are neither added nor removed: functions and
    // endpoints of the running application name those that exist.
    public static SectionSnapshot Apply(SectionSnapshot changed, SectionSnapshot inUse)
    {
        SectionSnapshot applied = Apply(changed, inUse, _ofCache);
        if (inUse.Find(Policies) is not { } policies || changed.Find(Policies) is not { } changedPolicies)
            return applied;

        foreach (SectionSnapshot policy in policies.Children)
        {
            if (changedPolicies.Find(policy.Key) is { } changedPolicy)
                policies = policies.With(policy.Key, Apply(changedPolicy, policy, _ofPolicy));
        }

        return applied.With(Policies, policies);
    }

    private static SectionSnapshot Apply(SectionSnapshot changed, SectionSnapshot inUse, string[] names) =>
        names.Aggregate(inUse, (applied, name) => applied.With(name, changed.Find(name)));
}
