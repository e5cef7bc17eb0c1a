using Microsoft.Extensions.Configuration;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>The section CacheKit of a configuration in memory, which can choose the stores Memory and Sample.</summary>
internal static class Section
{
    // As generated code does in an application.
    static Section()
    {
        ConfiguredStores.Add(new InMemoryStore());
        ConfiguredStores.Add(new SampleStore());
    }

    public static IConfigurationSection Of(params (string Name, string? Value)[] settings) => Configuration(settings).GetSection("CacheKit");

    public static SectionSnapshot Snapshot(params (string Name, string? Value)[] settings) => SectionSnapshot.Of(Of(settings));

    /// <summary>The whole configuration. A name that begins with ConnectionStrings is outside of the section.</summary>
    public static IConfigurationRoot Configuration(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(Pairs(settings)).Build();

    public static IEnumerable<KeyValuePair<string, string?>> Pairs(params (string Name, string? Value)[] settings) => settings.Select(setting =>
        KeyValuePair.Create(setting.Name.StartsWith("ConnectionStrings:", StringComparison.Ordinal) ? setting.Name : $"CacheKit:{setting.Name}", setting.Value));
}
