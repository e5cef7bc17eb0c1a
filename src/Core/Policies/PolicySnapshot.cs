namespace CacheKit;

// The settings of a cache that may change while it is in use: its defaults, the settings of entries that set nothing themselves, and the
// named policies. Immutable, and compared by reference.
internal sealed class PolicySnapshot(EffectivePolicy defaults, EntrySettings entry, CachePolicies named, bool neverExpires)
{
    // The settings that policies and attributes override.
    public EffectivePolicy Defaults => defaults;

    // Whether the default expiration is set to never, and not left out: HybridCache has a default of its own.
    public bool NeverExpires => neverExpires;

    public EntrySettings Entry => entry;

    public CachePolicies Named => named;

    // The defaults with a named policy. Throws an InvalidOperationException if there is none of this name.
    public EffectivePolicy PolicyOf(string? name) => name is null ? defaults : defaults.With(named.Find(name));

    public PolicySnapshot With(TimeSpan? expiration, EntryPolicy policy, CachePolicies changed)
    {
        bool isNever = expiration == TimeSpan.MaxValue;
        EffectivePolicy own = defaults with { Expiration = isNever ? null : expiration, Entry = policy };
        return new PolicySnapshot(own, own.Change(entry), named.With(changed), isNever);
    }
}
