namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class ParcelUnit
{
    public string Name { get; set; } = "";
}
