using Microsoft.Extensions.Configuration;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>The settings of the section CacheKit, which are replaced as a whole, as those of a file are when it is saved.</summary>
internal sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
{
    private readonly Lazy<IConfigurationRoot> _root;

    public ChangingSettings(params (string Name, string? Value)[] settings)
    {
        Data = DataOf(settings);
        _root = new Lazy<IConfigurationRoot>(() => new ConfigurationBuilder().Add(this).Build());
    }

    public IConfigurationSection Section => _root.Value.GetSection("CacheKit");

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Replace(params (string Name, string? Value)[] settings)
    {
        Data = DataOf(settings);
        OnReload();
    }

    private static Dictionary<string, string?> DataOf((string Name, string? Value)[] settings) =>
        new(Fakes.Section.Pairs(settings), StringComparer.OrdinalIgnoreCase);
}
