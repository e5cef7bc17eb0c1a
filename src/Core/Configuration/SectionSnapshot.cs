using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The values of a section at one time, which do not change.
internal sealed class SectionSnapshot(string path, string? value, IReadOnlyList<SectionSnapshot> children) : IConfigurationSection
{
    public string Key => ConfigurationPath.GetSectionKey(path);

    public string Path => path;

    public IReadOnlyList<SectionSnapshot> Children => children;

    public string? Value
    {
        get => value;
        set => throw ReadOnly();
    }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => throw ReadOnly();
    }

    public static SectionSnapshot Of(IConfigurationSection section) =>
        new(section.Path, section.Value, [.. section.GetChildren().Select(Of)]);

    public IEnumerable<IConfigurationSection> GetChildren() => children;

    public IConfigurationSection GetSection(string key)
    {
        SectionSnapshot? found = this;
        foreach (string name in key.Split(ConfigurationPath.KeyDelimiter))
            found = found?.Find(name);
        return found ?? new SectionSnapshot(ConfigurationPath.Combine(path, key), null, []);
    }

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    // Null if there is no section or value of this name.
    public SectionSnapshot? Find(string name) => children.FirstOrDefault(child => IsNamed(child, name));

    // This section with another child for one of the same name. Null: without it.
    public SectionSnapshot With(string name, SectionSnapshot? child)
    {
        SectionSnapshot[] others = [.. children.Where(other => !IsNamed(other, name))];
        return new SectionSnapshot(path, value, child is null ? others : [.. others, child]);
    }

    // The paths at which the values of two sections differ. A section that only one of them has is one difference.
    public IEnumerable<string> DifferencesFrom(SectionSnapshot other)
    {
        if (value != other.Value)
            yield return path;
        foreach (string name in children.Concat(other.Children).Select(child => child.Key).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            (SectionSnapshot? one, SectionSnapshot? two) = (Find(name), other.Find(name));
            foreach (string difference in one is null || two is null ? [(one ?? two)!.Path] : one.DifferencesFrom(two))
                yield return difference;
        }
    }

    private static bool IsNamed(SectionSnapshot child, string name) => string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase);

    private static InvalidOperationException ReadOnly() => new("The values of a snapshot do not change.");
}
