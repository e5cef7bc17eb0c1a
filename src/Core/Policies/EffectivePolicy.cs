namespace CacheKit;

// What holds for the entries of an endpoint or a function. An expiration of null is for ever. The key builder is an IKeyBuilder, or what else the
// reader was asked to take for one.
internal sealed record EffectivePolicy(
    TimeSpan? Expiration, string Namespace, ICoder Coder, object KeyBuilder, EntryPolicy Entry, string[] Tags)
{
    // What a policy leaves open stays.
    public EffectivePolicy With(CachePolicy policy) => new(
        policy.Expiration is { } expiration ? expiration == TimeSpan.MaxValue ? null : expiration : Expiration,
        policy.Namespace ?? Namespace,
        policy.Coder ?? Coder,
        policy.KeyBuilder ?? KeyBuilder,
        new EntryPolicy(policy.Stale ?? Entry.Stale, policy.ExpirationRules ?? Entry.Rules, policy.Lease ?? Entry.Lease),
        [.. Tags.Union(policy.Tags)]);

    // The attribute wins over the settings before it. Its coder and key builder are types, which the reader creates.
    public EffectivePolicy With(CacheAttribute attribute) => this with
    {
        Expiration = attribute.Expire switch
        {
            CacheAttribute.DefaultExpire => Expiration,
            CacheAttribute.NeverExpire => null,
            int seconds => TimeSpan.FromSeconds(seconds),
        },
        Namespace = attribute.Namespace ?? Namespace,
        Entry = Entry with
        {
            Stale = double.IsNaN(attribute.Grace) ? Entry.Stale : Entry.Stale with { Grace = TimeSpan.FromSeconds(attribute.Grace) },

            // Zero takes back one that is said elsewhere.
            Lease = double.IsNaN(attribute.Lease) ? Entry.Lease : attribute.Lease == 0 ? null : TimeSpan.FromSeconds(attribute.Lease),
        },
        Tags = [.. Tags.Union(attribute.Tags ?? [])],
    };
}
