namespace CacheKit;

// Converts the options and tags of callers to settings, namespaces and keys of tag records.
internal sealed class CallOptions
{
    private readonly KeySpace _keys;
    private readonly CacheNamespaces _namespaces;

    public CallOptions(KeySpace keys, CacheFigures figures, CacheOptions options)
    {
        _keys = keys;
        _namespaces = new CacheNamespaces(keys, figures);
        Namespace = _namespaces.Of(options.Namespace);
        EntryPolicy policy = options.Stale is { } stale ? EntryPolicy.Default with { Stale = stale } : EntryPolicy.Default;
        policy.Validate();
        Settings = new EntrySettings(options.Coder, NullIfNever(options.Expiration), ByReference: false, policy) { Figures = Namespace.Figures };
    }

    // Without options.
    public CacheNamespace Namespace { get; }

    public EntrySettings Settings { get; }

    public CacheNamespace NamespaceOf(CacheEntryOptions? options) => options?.Namespace is { } name ? _namespaces.Of(name) : Namespace;

    public EntrySettings SettingsOf(CacheEntryOptions? options) => options is null
        ? Settings
        : new EntrySettings(
            options.Coder ?? Settings.Coder,
            options.Expiration is { } expiration ? NullIfNever(expiration) : Settings.Expiration,
            options.ByReference,
            PolicyOf(options),
            options.Tags.Count == 0 ? null : KeysOfTags(options.Tags))
        {
            Figures = NamespaceOf(options).Figures,
        };

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

    private EntryPolicy PolicyOf(CacheEntryOptions options)
    {
        EntryPolicy own = Settings.Policy;
        if (options is { Stale: null, ExpirationRules: null, Lease: null })
            return own;

        var policy = new EntryPolicy(options.Stale ?? own.Stale, options.ExpirationRules ?? own.Rules, options.Lease ?? own.Lease);
        policy.Validate();
        return policy;
    }

    private static TimeSpan? NullIfNever(TimeSpan? expiration) => expiration == TimeSpan.MaxValue ? null : expiration;
}
