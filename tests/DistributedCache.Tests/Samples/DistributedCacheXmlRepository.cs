using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Caching.Distributed;

/// <summary>Keeps the keys of data protection in one entry that never expires.</summary>
internal sealed class DistributedCacheXmlRepository(IDistributedCache cache) : IXmlRepository
{
    private const string Entry = "data-protection-keys";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        cache.GetString(Entry) is { } stored ? [.. XElement.Parse(stored).Elements()] : [];

    // Two processes that create a key at the same time may lose one of them: IDistributedCache has no atomic writes.
    public void StoreElement(XElement element, string friendlyName)
    {
        var all = new XElement("keys", GetAllElements(), element);
        cache.SetString(Entry, all.ToString(SaveOptions.DisableFormatting), new DistributedCacheEntryOptions());
    }
}
