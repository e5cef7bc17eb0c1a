using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>A key ring of ASP.NET Core Data Protection that processes share.</summary>
internal sealed class KeyRing : IXmlRepository
{
    private readonly List<XElement> _keys = [];

    /// <summary>Adds a key, which processes that are created later encrypt with.</summary>
    public void AddKey()
    {
        using ServiceProvider services = NewServices();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));
    }

    /// <summary>The provider of a new process.</summary>
    public IDataProtectionProvider NewProvider() => NewServices().GetRequiredService<IDataProtectionProvider>();

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_keys)
            return [.. _keys];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_keys)
            _keys.Add(element);
    }

    private ServiceProvider NewServices()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("tests").AddKeyManagementOptions(options => options.XmlRepository = this);
        return services.BuildServiceProvider();
    }
}
