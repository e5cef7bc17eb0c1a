using System.Runtime.CompilerServices;

namespace CacheKit;

// Converts the options and tags of callers to settings, namespaces and keys of tag records.
internal sealed class CallOptions
{
    // How many settings are kept: applications use an options object for many calls.
    private const int Kept = 16;

    private readonly ResolvedOptions?[] _kept = new ResolvedOptions?[Kept];
    private readonly KeySpace _keys;
    private readonly CacheNamespaces _namespaces;
    private bool _enabled;

    public CallOptions(KeySpace keys, CacheFigures figures, CacheOptions options)
    {
        _keys = keys;
        _namespaces = new CacheNamespaces(keys, figures);
        Namespace = _namespaces.Of(options.Namespace);
        (Coder, _enabled) = (options.Coder, options.Enabled);
        Policies = new CurrentPolicies(PoliciesOf(options));
    }

    // Without options.
    public CacheNamespace Namespace { get; }

    public ICoder Coder { get; }

    public CurrentPolicies Policies { get; }

    public CacheNamespace NamespaceOf(CacheEntryOptions? options) => options?.Namespace is { } name ? _namespaces.Of(name) : Namespace;

    public EntrySettings SettingsOf(CacheEntryOptions? options, PolicySnapshot policies)
    {
        if (options is null)
            return policies.Entry;

        ref ResolvedOptions? kept = ref _kept[RuntimeHelpers.GetHashCode(options) % Kept];
        if (Volatile.Read(ref kept) is { } known && ReferenceEquals(known.Options, options) && known.Policies == policies)
            return known.Settings;

        EntrySettings settings = Resolve(options, policies);
        Volatile.Write(ref kept, new ResolvedOptions(options, policies, settings));
        return settings;
    }

    // Returns whether the switch was changed. Throws an ArgumentException for an invalid setting, and an InvalidOperationException for one
    // that contradicts an attribute; then nothing is changed.
    public bool Change(CacheOptions options)
    {
        options.Validate();
        Policies.Change(Policies.Current.With(options.Expiration, PolicyOf(options), options.Policies));
        bool wasEnabled = _enabled;
        _enabled = options.Enabled;
        return _enabled != wasEnabled;
    }

    // The keys of the records of tags, followed by further keys, without duplicates.
    public string[] KeysOfTags(IReadOnlyList<string> tags, string[]? further = null)
    {
        string[] keys = new string[tags.Count + (further?.Length ?? 0)];
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            string key = i < tags.Count ? _keys.OfTag(tags[i]) : further![i - tags.Count];
            if (!keys.AsSpan(0, count).Contains(key))
                keys[count++] = key;
        }

        return count == keys.Length ? keys : keys[..count];
    }

    private EntrySettings Resolve(CacheEntryOptions options, PolicySnapshot policies) => new(
        options.Coder ?? Coder,
        options.Expiration is { } expiration ? NullIfNever(expiration) : policies.Entry.Expiration,
        options.ByReference,
        PolicyOf(options, policies.Entry.Policy),
        options.Tags.Count == 0 ? null : KeysOfTags(options.Tags))
    {
        Figures = NamespaceOf(options).Figures,
    };

    private PolicySnapshot PoliciesOf(CacheOptions options)
    {
        EntryPolicy policy = PolicyOf(options);
        var defaults = new EffectivePolicy(NullIfNever(options.Expiration), options.Namespace, Coder, options.KeyBuilder, policy, []);
        var entry = new EntrySettings(Coder, defaults.Expiration, ByReference: false, policy) { Figures = Namespace.Figures };
        return new PolicySnapshot(defaults, entry, options.Policies.Copy(), neverExpires: options.Expiration == TimeSpan.MaxValue);
    }

    private static EntryPolicy PolicyOf(CacheOptions options)
    {
        EntryPolicy policy = EntryPolicy.Default with { Stale = options.Stale ?? EntryPolicy.Default.Stale };
        policy.Validate();
        return policy;
    }

    private static EntryPolicy PolicyOf(CacheEntryOptions options, EntryPolicy own)
    {
        if (options is { Stale: null, ExpirationRules: null, Lease: null })
            return own;

        var policy = new EntryPolicy(options.Stale ?? own.Stale, options.ExpirationRules ?? own.Rules, options.Lease ?? own.Lease);
        policy.Validate();
        return policy;
    }

    private static TimeSpan? NullIfNever(TimeSpan? expiration) => expiration == TimeSpan.MaxValue ? null : expiration;

    private sealed record ResolvedOptions(CacheEntryOptions Options, PolicySnapshot Policies, EntrySettings Settings);
}
