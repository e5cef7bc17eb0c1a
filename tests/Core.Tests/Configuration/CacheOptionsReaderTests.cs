using System.Reflection;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Configuration;

/// <summary>Every option is read from configuration, or stands in the list of those that only code can set.</summary>
[TestFixture]
internal sealed class CacheOptionsReaderTests
{
    private const string Policy = "Policies:catalog:";

    private static readonly string[] _onlyInCode = ["Coder", "KeyBuilder", "LoggerFactory", "TimeProvider", "ExceptionExpiration"];

    // The types whose properties are settings, with their path and the object that receives them.
    private static readonly (Type Type, string Path, Func<CacheOptions, ConfiguredCache, object?> Find)[] _settings =
    [
        (typeof(CacheOptions), "", (options, _) => options),
        (typeof(StaleOptions), "Stale:", (options, _) => options.Stale),
        (typeof(StoreOptions), "StoreOptions:", (options, _) => options.Store),
        (typeof(CachePolicy), Policy, (options, _) => options.Policies.Find("catalog")),
        (typeof(StaleOptions), Policy + "Stale:", (options, _) => options.Policies.Find("catalog").Stale),
        (typeof(ExpirationRules), Policy + "ExpirationRules:", (options, _) => options.Policies.Find("catalog").ExpirationRules),
        (typeof(TieredBackendOptions), "Memory:", (_, configured) => configured.Levels),
    ];

    private static IEnumerable<TestCaseData> Options =>
        from settings in _settings
        from property in settings.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite && !_onlyInCode.Contains(property.Name) && !_settings.Any(inner => inner.Type == property.PropertyType)
        select new TestCaseData(settings.Path, property, settings.Find).SetArgDisplayNames(settings.Path + property.Name);

    [TestCaseSource(nameof(Options))]
    public void An_option_is_read(string path, PropertyInfo property, Func<CacheOptions, ConfiguredCache, object?> find)
    {
        (string text, object expected) = SampleOf(property);
        string name = property.Name == "Tags" ? path + "Tags:0" : path + property.Name;

        // Conditions of other settings.
        (string, string?)[] others = new[] { (path + "Grace", "1h"), (path + "Staleness", "1m") }
            .Where(other => other.Item1 != name && property.DeclaringType!.GetProperty(other.Item1[path.Length..]) is not null)
            .Select(other => (other.Item1, (string?)other.Item2))
            .ToArray();
        CacheOptions options = OptionsOf(out ConfiguredCache configured, [("Store", "sample"), (name, text), .. others]);

        Assert.That(property.GetValue(find(options, configured)), Is.EqualTo(expected));
        Assert.That(expected, Is.Not.EqualTo(DefaultOf(property)), "The sample must differ from the default.");
    }

    [Test]
    public void Each_option_that_only_code_can_set_exists()
    {
        IEnumerable<string> all = _settings.SelectMany(settings => settings.Type.GetProperties()).Select(property => property.Name);
        Assert.That(_onlyInCode.Except(all), Is.Empty);
    }

    [Test]
    public void A_setting_that_is_absent_or_empty_keeps_its_default()
    {
        CacheOptions options = OptionsOf(out _, ("Enabled", ""), ("Expiration", null), ("StoreOptions:Timeout", ""));
        Assert.That((options.Enabled, options.Expiration, options.Store), Is.EqualTo((true, (TimeSpan?)null, new StoreOptions())));
    }

    [Test]
    public void None_is_no_limit_of_a_store()
    {
        CacheOptions options = OptionsOf(out _, ("StoreOptions:Timeout", "none"), ("StoreOptions:BreakAfter", "none"));
        Assert.That(options.Store, Is.EqualTo(new StoreOptions { Timeout = null, BreakAfter = null }));
    }

    [Test]
    public void Never_is_an_expiration()
    {
        CacheOptions options = OptionsOf(out _, ("Policies:catalog:Expiration", "never"));
        Assert.That(options.Policies.Find("catalog").Expiration, Is.EqualTo(TimeSpan.MaxValue));
    }

    private static CacheOptions OptionsOf(out ConfiguredCache configured, params (string Name, string? Value)[] settings)
    {
        var options = new CacheOptions();
        configured = ConfiguredCache.Read(Section.Snapshot(settings), null, null);
        configured.Apply(options);
        return options;
    }

    // In range for each option of its type, and not its default.
    private static (string Text, object Value) SampleOf(PropertyInfo property) => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
    {
        var type when type == typeof(TimeSpan) => ("7s", TimeSpan.FromSeconds(7)),
        var type when type == typeof(double) => ("0.5", 0.5),
        var type when type == typeof(int) => ("7", 7),
        var type when type == typeof(bool) => Equals(DefaultOf(property), true) ? ("false", false) : ("true", true),
        var type when type == typeof(string) => ("seven", "seven"),
        var type when type == typeof(IReadOnlyList<string>) => ("seven", new[] { "seven" }),
        var type => throw new NotSupportedException($"{property.Name} is {type}: read it from configuration, and add a sample of its type."),
    };

    private static object? DefaultOf(PropertyInfo property) => property.GetValue(Activator.CreateInstance(property.DeclaringType!));
}
