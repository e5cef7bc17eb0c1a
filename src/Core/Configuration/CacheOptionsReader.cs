namespace CacheKit;

// Reads CacheOptions from configuration. A setting that is absent keeps its value.
internal static class CacheOptionsReader
{
    public static void Read(SettingsReader settings, CacheOptions options)
    {
        options.Expiration = settings.Expiration(nameof(options.Expiration)) ?? options.Expiration;
        settings.Check(nameof(options.Expiration), new CacheOptions { Expiration = options.Expiration }.ValidateOwn);
        options.Namespace = settings.Text(nameof(options.Namespace)) ?? options.Namespace;
        options.StatusHeader = settings.Text(nameof(options.StatusHeader)) ?? options.StatusHeader;
        settings.Check(nameof(options.StatusHeader), new CacheOptions { StatusHeader = options.StatusHeader }.ValidateOwn);
        options.Enabled = settings.Flag(nameof(options.Enabled)) ?? options.Enabled;
        if (settings.Flag(nameof(options.ChecksEveryValue)) is { } checksEveryValue)
            options.ChecksEveryValue = checksEveryValue;
        options.Stale = settings.Section(nameof(options.Stale), ReadStale) ?? options.Stale;
        options.Store = settings.Section(nameof(StoreOptions), ReadStore) ?? options.Store;
        settings.Sections(nameof(options.Policies), (name, reader) => ReadPolicy(name, reader, options));
    }

    private static StaleOptions ReadStale(SettingsReader settings)
    {
        var defaults = new StaleOptions();
        var stale = new StaleOptions
        {
            Grace = settings.Time(nameof(StaleOptions.Grace)) ?? defaults.Grace,
            SoftTimeout = settings.Time(nameof(StaleOptions.SoftTimeout)),
            HardTimeout = settings.Time(nameof(StaleOptions.HardTimeout)),
            BackgroundTimeout = settings.Time(nameof(StaleOptions.BackgroundTimeout)) ?? defaults.BackgroundTimeout,
            RetryAfter = settings.Time(nameof(StaleOptions.RetryAfter)) ?? defaults.RetryAfter,
            EagerRefreshThreshold = settings.Number<double>(nameof(StaleOptions.EagerRefreshThreshold)),
        };
        settings.Check(null, (EntryPolicy.Default with { Stale = stale }).Validate);
        return stale;
    }

    private static StoreOptions ReadStore(SettingsReader settings)
    {
        var defaults = new StoreOptions();
        var store = new StoreOptions
        {
            Timeout = IsNone(settings, nameof(StoreOptions.Timeout))
                ? null
                : settings.Time(nameof(StoreOptions.Timeout)) ?? defaults.Timeout,
            BreakAfter = IsNone(settings, nameof(StoreOptions.BreakAfter))
                ? null
                : settings.Number<int>(nameof(StoreOptions.BreakAfter)) ?? defaults.BreakAfter,
            BreakFor = settings.Time(nameof(StoreOptions.BreakFor)) ?? defaults.BreakFor,
        };
        settings.Check(null, store.Validate);
        return store;
    }

    private static void ReadPolicy(string name, SettingsReader settings, CacheOptions options) => options.AddPolicy(name, policy =>
    {
        policy.Expiration = settings.Expiration(nameof(policy.Expiration));
        policy.Namespace = settings.Text(nameof(policy.Namespace));
        policy.Tags = settings.List(nameof(policy.Tags)) ?? [];
        policy.Lease = settings.Time(nameof(policy.Lease));
        settings.Check(null, policy.Validate);

        // These report their own problems.
        policy.Stale = settings.Section(nameof(policy.Stale), ReadStale);
        policy.ExpirationRules = settings.Section(nameof(policy.ExpirationRules), ReadRules);
    });

    private static ExpirationRules ReadRules(SettingsReader settings)
    {
        var rules = new ExpirationRules
        {
            SlidingExpiration = settings.Time(nameof(ExpirationRules.SlidingExpiration)),
            Jitter = settings.Number<double>(nameof(ExpirationRules.Jitter)) ?? 0,
            NullExpiration = settings.Time(nameof(ExpirationRules.NullExpiration)),
        };
        settings.Check(null, (EntryPolicy.Default with { Rules = rules }).Validate);
        return rules;
    }

    // A setting whose default is a value, and null means without.
    private static bool IsNone(SettingsReader settings, string name) => settings.Is(name, "none");
}
