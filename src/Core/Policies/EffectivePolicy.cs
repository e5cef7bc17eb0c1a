namespace CacheKit;

// The combined settings of an endpoint or a function. An expiration of null means that entries never expire. The key builder is an
// IKeyBuilder or an IAsyncKeyBuilder; if it is both, it is used as an IKeyBuilder.
internal sealed record EffectivePolicy(
    TimeSpan? Expiration, string Namespace, ICoder Coder, object KeyBuilder, EntryPolicy Entry, string[] Tags)
{
    // Settings that the policy does not set are kept.
    public EffectivePolicy With(CachePolicy policy) => new(
        policy.Expiration is { } expiration ? expiration == TimeSpan.MaxValue ? null : expiration : Expiration,
        policy.Namespace ?? Namespace,
        policy.Coder ?? Coder,
        policy.KeyBuilder ?? KeyBuilder,
        new EntryPolicy(policy.Stale ?? Entry.Stale, policy.ExpirationRules ?? Entry.Rules, policy.Lease ?? Entry.Lease),
        [.. Tags.Union(policy.Tags)]);

    // The settings of entries after a change of the policies. All others determine keys, tags or payloads, so they stay.
    public EntrySettings Change(EntrySettings settings) => settings with { Expiration = Expiration, Policy = Entry };

    // AttributeReader creates the coder and the key builder, because the attribute has only their types.
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

            // Zero removes a lease that a policy or a more general attribute has set.
            Lease = double.IsNaN(attribute.Lease) ? Entry.Lease : attribute.Lease == 0 ? null : TimeSpan.FromSeconds(attribute.Lease),
        },
        Tags = [.. Tags.Union(attribute.Tags ?? [])],
    };
}
