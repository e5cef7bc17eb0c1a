namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class Country
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";
}
