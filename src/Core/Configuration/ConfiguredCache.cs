using Microsoft.Extensions.Configuration;

namespace CacheKit;

// What a cache takes from its section: its options, the prefix, and the choice of the store and of L1. The store is null if the section
// chooses none, and the levels are null if it chooses no L1.
internal sealed class ConfiguredCache
{
    // The name of the store that is L1, and of its section.
    private const string Memory = "Memory";
    private const string StoreName = "Store";

    // Only the thread that tries settings sees them before they are in use.
    [ThreadStatic]
    private static (ConfiguredCache Cache, SectionSnapshot Section)? _tried;

    private readonly SettingsReader _settings;
    private readonly IConfiguration? _application;
    private volatile SectionSnapshot _section;
    private bool _hasMemoryStore;

    private ConfiguredCache(SettingsReader settings, SectionSnapshot section, IConfiguration? application)
    {
        (_settings, _section, _application) = (settings, section, application);
        Prefix = settings.Text(nameof(Prefix)) ?? "";
        Store = ReadStore();
        ReadMemory();
        foreach (string name in ConfiguredStores.Names)
            settings.Allow(name);
    }

    // The settings in use. The options are created of them again after a change.
    public SectionSnapshot Section
    {
        get => _section;
        set => _section = value;
    }

    public string Prefix { get; }

    public Func<IServiceProvider, ICacheBackend>? Store { get; }

    public Func<IServiceProvider, ICacheBackend>? L1 { get; private set; }

    public TieredBackendOptions? Levels { get; private set; }

    // Reads the whole section, and throws an exception with all of its problems.
    public static ConfiguredCache Read(SectionSnapshot section, IConfiguration? application, string? name)
    {
        List<string> problems = [];
        var settings = new SettingsReader(section, problems);
        CacheOptionsReader.Read(settings, new CacheOptions());
        var cache = new ConfiguredCache(settings, section, application);
        settings.ReportUnknown();
        return problems.Count == 0 ? cache : throw new CacheConfigurationException(name, problems);
    }

    public void Apply(CacheOptions options)
    {
        SectionSnapshot section = _tried is { } tried && tried.Cache == this ? tried.Section : _section;
        CacheOptionsReader.Read(new SettingsReader(section, []), options);
    }

    // Creates options of other settings than those in use.
    public CacheOptions Try(SectionSnapshot section, Func<CacheOptions> create)
    {
        _tried = (this, section);
        try
        {
            return create();
        }
        finally
        {
            _tried = null;
        }
    }

    private Func<IServiceProvider, ICacheBackend>? ReadStore()
    {
        if (_settings.Text(StoreName) is not { Length: > 0 } name)
            return null;
        if (ConfiguredStores.Find(name) is not { } store)
        {
            _settings.ReportAt(StoreName, $"there is no store '{name}'. {KnownStores(name)}");
            return null;
        }

        // Memory is the store itself. The settings of L1 are allowed, so that one environment can replace a store that has one.
        bool isMemory = string.Equals(store.Name, Memory, StringComparison.OrdinalIgnoreCase);
        SettingsReader own = isMemory ? _settings.OfSwitch(Memory) : _settings.Inner(store.Name);
        Func<IServiceProvider, ICacheBackend> create = store.Read(new StoreSettings(_settings, own, _application));
        if (isMemory)
            ReadLevels(own);
        own.ReportUnknown();
        _hasMemoryStore = isMemory;
        return create;
    }

    private void ReadMemory()
    {
        if (_hasMemoryStore || !_settings.IsOn(Memory))
            return;
        if (ConfiguredStores.Find(Memory) is not { } store)
        {
            _settings.ReportAt(Memory, "the store Memory is missing. Add the package CacheKit.Backends.InMemory.");
            return;
        }

        SettingsReader own = _settings.OfSwitch(Memory);
        L1 = store.Read(new StoreSettings(_settings, own, _application));
        Levels = ReadLevels(own);
        own.ReportUnknown();
    }

    private static TieredBackendOptions ReadLevels(SettingsReader settings)
    {
        var levels = new TieredBackendOptions { LocalExpiration = settings.Time(nameof(TieredBackendOptions.LocalExpiration)) };
        levels.Staleness = settings.Time(nameof(levels.Staleness)) ?? levels.Staleness;
        levels.Interval = settings.Time(nameof(levels.Interval)) ?? levels.Interval;
        levels.Channel = settings.Text(nameof(levels.Channel)) is { Length: > 0 } channel ? channel : levels.Channel;
        settings.Check(null, () => levels.ValidCopy(nameof(levels)));
        return levels;
    }

    private static string KnownStores(string name)
    {
        IReadOnlyList<string> names = ConfiguredStores.Names;
        if (names.Count == 0)
            return "The application references no package with a store. Add one, such as CacheKit.Backends.Redis.";

        string suggestion = NearestName.Suggest(name, names);
        string advice = suggestion.Length == 0 ? " Add the package of another store, such as CacheKit.Backends.Memcached." : "";
        return $"{suggestion}The referenced packages have: {string.Join(", ", names)}.{advice}";
    }
}
